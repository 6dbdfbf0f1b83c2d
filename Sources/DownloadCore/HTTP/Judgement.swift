/// What a response's head means for a download, decided before a byte of the body is kept.
package enum Judgement: Hashable, Sendable {
    /// 206: the body begins with exactly these bytes of the file. The range starts where it was asked
    /// to and may end sooner than asked; if the body goes on beyond its end, the rest is not wanted.
    case part(ByteRange, Offer)
    /// 200: the body is the whole file, from 0. `Offer.length` may be `nil`. Also in answer to a range:
    /// then nothing of it may be written at an offset; if `If-Range` was sent, the file is the same
    /// one all the same, and the next rung of `Validator.ifRangeLadder` may do better.
    case whole(Offer)
    /// The file has no bytes; its `Offer.length` is 0.
    case empty(Offer)
    /// The server cannot be asked like this: ask once without `Range`, as one stream.
    case plainOnce(DownloadError)
    /// It is another version of the file that was begun, or so it says; how that shows, in words. The
    /// offer, if there is one, is of the new version.
    case changed(String, Offer?)
    /// It is neither the file that was begun nor another version of it, but a login page, an error
    /// page, or the like: nothing of it is kept, and nothing is dropped for it.
    case unrelated(DownloadError)
    /// The host asks for less: fewer connections, after so many seconds if it says so.
    case busy(DownloadError, retryAfter: Double?)
    /// Another try may go better, after so many seconds if the server says so.
    case retry(DownloadError, retryAfter: Double?)
    /// Trying again is of no use.
    case fail(DownloadError)
}

extension Judgement {
    /// Judges a response by its head.
    ///
    /// By status, with the sections of RFC 9110:
    /// - 206 [15.3.7] and 200, 203 [15.3.1, 15.3.4]: see `part206` and `whole200`.
    /// - 204 [15.3.5]: no content is not an empty file; there is nothing that could be saved.
    /// - 416 [15.5.17]: see `unsatisfied`. 403, 405, 501 to the first ranged GET: some servers refuse
    ///   all they do not know; once plain. Later, ranges have worked before: then 403 is what it says.
    /// - 429 [RFC 6585], 503 [15.6.4], and 509, which hosters send for the same: the host is busy.
    /// - 408, 421, 423, 425 and 5xx but 501, 505, 506, 508, 510, 511: another try may go better. 202 too:
    ///   the file is being made.
    /// - 304 [15.4.5] makes no sense to a request without a condition on the whole: a broken cache, so
    ///   another try. Other 3xx come here when they cannot be followed: a failure.
    /// - 1xx [15.2] comes here only if the connection ended with it: another try. 101 fails.
    /// - everything else fails.
    ///
    /// - Parameters:
    ///   - head: the last head of the exchange; interim ones and followed redirects are not judged.
    ///   - expected: what was asked for and known when it was.
    ///   - now: the present in seconds since 1970, for `Retry-After` in a response without a `Date`.
    /// - Returns: what to do; nothing is thrown, a head that makes no sense is judged too.
    package static func judge(
        _ head: ResponseHead, expecting expected: Expectation, now: Double
    ) -> Judgement {
        do throws(DownloadError) {
            return try judged(head, expected, wait: retryAfter(head, now: now))
        } catch {
            return contradiction(error, head, expected)
        }
    }

    private static func judged(
        _ head: ResponseHead, _ expected: Expectation, wait: Double?
    ) throws(DownloadError) -> Judgement {
        let error = StatusText.error(head.status, reason: head.reason)
        switch head.status {
        case 206: return try part206(head, expected)
        case 200, 203: return try whole200(head, expected)
        case 204:
            // No content is not an empty file: there is nothing that could be saved.
            return .fail(error)
        case 416: return unsatisfied(head, expected, error)
        case 403, 405, 501:
            let isFirst = expected.range != nil && expected.length == nil
            return isFirst ? .plainOnce(error) : .fail(error)
        case 429, 503, 509: return .busy(error, retryAfter: wait)
        case 101, 505, 506, 508, 510, 511: return .fail(error)
        case 100..<200, 202, 304, 408, 421, 423, 425, 500..<600:
            return .retry(error, retryAfter: wait)
        default: return .fail(error)
        }
    }

    /// The seconds that a response asks to wait, by its own clock if it shows it.
    private static func retryAfter(_ head: ResponseHead, now: Double) -> Double? {
        guard let text = head.text("retry-after") else { return nil }
        let date = head.text("date").flatMap { HTTPDate.seconds($0) }
        return RetryAfter.seconds(text, now: date.map { Double($0) } ?? now)
    }

    /// What becomes of a head that contradicts itself or the request.
    ///
    /// If nothing is known yet and a range was asked for, the server may just be bad at ranges: once
    /// plain. Else ranges have worked, or were not asked for: it may be one bad machine of many.
    private static func contradiction(
        _ error: DownloadError, _ head: ResponseHead, _ expected: Expectation
    ) -> Judgement {
        var error = error
        error.status = error.status ?? head.status
        let isFirst = expected.range != nil && expected.length == nil
        return isFirst ? .plainOnce(error) : .retry(error, retryAfter: nil)
    }
}

// MARK: - 206 Partial Content

extension Judgement {
    /// Judges a 206 [15.3.7]. In this order:
    /// - `multipart/byteranges` [15.3.7.2] must not answer one range; it is not taken apart. Once plain.
    /// - A coded body [8.4]: a range of it is no range of the file. Once plain.
    /// - `Content-Range` must be there [15.3.7.1], once or the same each time, and make sense [14.4].
    /// - `Content-Length`, if it counts, must be the number of bytes in the range [8.6].
    /// - The total must be the known length, the last byte below it, and the validators must not
    ///   differ: else the file has changed. This comes before the start is looked at, for a server that
    ///   ignores `If-Range` [13.1.5] and gives bytes of another file.
    /// - To a plain GET it must be the whole file, and then counts as a 200.
    /// - The body must start where it was asked to. Elsewhere is never written.
    /// - It may end sooner [15.3.7: the server may send less] or later; later is cut.
    private static func part206(
        _ head: ResponseHead, _ expected: Expectation
    ) throws(DownloadError) -> Judgement {
        var offer = Offer(head)
        if let type = head.text("content-type")?.asciiLowercased,
            type.hasPrefix("multipart/byteranges")
        {
            return plain(expected, "the server packed one range into multipart/byteranges", head)
        }
        guard !offer.isEncoded else {
            return plain(
                expected, "the server sent a range of a \(offer.codings[0].prefix(20)) body", head)
        }
        guard let value = head.value("content-range") else {
            throw DownloadError(
                .badResponse,
                head.values("content-range").isEmpty
                    ? "the server sent a part without saying which (206 without Content-Range)"
                    : "the server sent two different Content-Range fields")
        }
        let content = try ContentRange(value)
        guard let range = content.range else {
            throw DownloadError(
                .badResponse, "the server sent a part and says that it has none (206, bytes */…)")
        }
        offer.bodyLength = try head.bodyLength()
        if let length = offer.bodyLength, length != range.count {
            throw DownloadError(
                .badResponse,
                "the server says it sent \(range.count) bytes (Content-Range) and \(length) bytes "
                    + "(Content-Length)")
        }
        offer.length = content.total
        offer.part = range
        if let judgement = try otherFile(expected, offer, head) { return judgement }
        if let length = expected.length, range.end > length {
            return .changed("it was \(length) bytes long and is at least \(range.end) now", offer)
        }
        guard let asked = expected.range else {
            if range.start == 0, offer.length == range.end {
                offer.part = nil
                return .whole(offer)
            }
            throw DownloadError(
                .badResponse,
                "the server sent a part, \(range.count) bytes, when asked for the whole")
        }
        guard range.start == asked.start else {
            throw DownloadError(
                .badResponse,
                "the server sent bytes from \(range.start) when asked for bytes from \(asked.start)"
            )
        }
        let kept = range.intersection(asked)
        offer.part = kept
        offer.length = offer.length ?? expected.length
        return .part(kept, offer)
    }

    private static func plain(
        _ expected: Expectation, _ cause: String, _ head: ResponseHead
    ) -> Judgement {
        let error = DownloadError(.badResponse, cause, status: head.status)
        return expected.range == nil ? .retry(error, retryAfter: nil) : .plainOnce(error)
    }

    /// The judgement of a response whose body is not of the known file; `nil` if nothing shows that.
    ///
    /// - Throws: `DownloadError` of kind `.badResponse` if the length says so and a strong validator
    ///   says the opposite: then one of the two is wrong, and nothing is surely known.
    private static func otherFile(
        _ expected: Expectation, _ offer: Offer, _ head: ResponseHead, claim: String? = nil
    ) throws(DownloadError) -> Judgement? {
        switch expected.file.resemblance(of: offer, claim: claim) {
        case .same: return nil
        case .unrelated(let what):
            return .unrelated(DownloadError(.changed, what, status: head.status))
        case .version(let why):
            if expected.validator.relation(to: offer.validator) == .same {
                throw DownloadError(
                    .badResponse,
                    "the server says that the file has not changed (same ETag or date), but \(why)")
            }
            return .changed(why, offer)
        }
    }
}

// MARK: - 200 OK and 416 Range Not Satisfiable

extension Judgement {
    /// Judges a 200: the body is the whole file, whatever was asked [14.2: ranges may be ignored].
    ///
    /// - `Content-Range` means nothing in it [14.4], but some scripts forget the 206. If it says that
    ///   the body is a part, and `Content-Length` does not say that it is the whole, it is not taken.
    /// - Another length or validator than known: the file has changed, or the body is not the file at
    ///   all; `KnownFile.resemblance` tells which. The length of a coded body says nothing about the
    ///   file's.
    /// - In answer to `If-Range` [13.1.5] it means that the file has changed, unless the very same
    ///   strong validator comes with it: then the server is just bad at `If-Range`.
    private static func whole200(
        _ head: ResponseHead, _ expected: Expectation
    ) throws(DownloadError) -> Judgement {
        var offer = Offer(head)
        offer.bodyLength = try head.bodyLength()
        offer.length = offer.isEncoded ? nil : offer.bodyLength
        if let value = head.list("content-range"), let content = try? ContentRange(value),
            let range = content.range
        {
            let isWhole = range.start == 0 && content.total == range.end
            let fits = offer.bodyLength == nil ? isWhole : offer.bodyLength == content.total
            guard fits else {
                throw DownloadError(
                    .badResponse,
                    "the server answered 200 and sent a part (\(value.prefix(80).fieldText))")
            }
            if !offer.isEncoded { offer.length = content.total }
        }
        if let judgement = try otherFile(expected, offer, head, claim: claim(expected, offer)) {
            return judgement
        }
        return .whole(offer)
    }

    /// How a 200 shows by itself that the file has changed: it answers an `If-Range`.
    ///
    /// Without a validator, but with the known length, it says nothing of the version: some caches
    /// strip the fields. Then bytes are compared.
    private static func claim(_ expected: Expectation, _ offer: Offer) -> String? {
        guard expected.sentIfRange, expected.validator.relation(to: offer.validator) != .same else {
            return nil
        }
        if offer.validator.isNone, let length = expected.length, offer.length == length {
            return nil
        }
        return "the server no longer has the version that was begun"
    }

    /// Judges a 416 [15.5.17].
    ///
    /// Its `Content-Range: bytes */N` is optional; Apache sends none.
    /// - N is not the known length: the file has changed.
    /// - N is 0 and the range starts there: the usual answer to `bytes=0-` for an empty file.
    /// - Else the server refuses a range that it could give: once plain.
    private static func unsatisfied(
        _ head: ResponseHead, _ expected: Expectation, _ error: DownloadError
    ) -> Judgement {
        guard let asked = expected.range else { return .fail(error) }
        let content = head.value("content-range").flatMap { try? ContentRange($0) }
        guard let content, content.range == nil, let total = content.total else {
            return .plainOnce(error)
        }
        if let length = expected.length, length != total {
            return .changed("it was \(length) bytes long and is \(total) now", nil)
        }
        guard total == 0, asked.start == 0 else { return .plainOnce(error) }
        // What else the head says is about the page that explains the error.
        var offer = Offer(length: 0)
        offer.status = head.status
        offer.protocolVersion = head.version
        offer.software = Offer(head).software
        return .empty(offer)
    }
}
