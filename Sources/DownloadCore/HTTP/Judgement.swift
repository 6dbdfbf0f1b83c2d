/// The meaning of a response head for a download, determined before any of the body is saved.
package enum Judgement: Hashable, Sendable {
    /// 206: the body starts with exactly this range of the file. The range starts at the requested
    /// offset and may be shorter than requested. Bytes beyond its end are to be ignored.
    case part(ByteRange, Offer)
    /// 200: the body is the whole file, from offset 0. `Offer.length` may be `nil`. If a range was
    /// requested, none of the body may be written at its offset. If `If-Range` was sent, the file
    /// is still the same, and the next value of `Validator.ifRangeLadder` may succeed.
    case whole(Offer)
    /// The file is empty; its `Offer.length` is 0.
    case empty(Offer)
    /// The server does not support this request: retry once without `Range`, as one stream.
    case plainOnce(DownloadError)
    /// The response is, or claims to be, another version of the file; the text describes the
    /// difference. The offer, if any, is that of the new version.
    case changed(String, Offer?)
    /// The response is neither the file nor another version of it, but a login page, an error page
    /// or the like. Its body is ignored, and no existing data is discarded.
    case unrelated(DownloadError)
    /// The host limits our requests: use fewer connections, after `retryAfter` seconds if given.
    case busy(DownloadError, retryAfter: Double?)
    /// The request may succeed later, after `retryAfter` seconds if given.
    case retry(DownloadError, retryAfter: Double?)
    /// Retrying is useless.
    case fail(DownloadError)
}

extension Judgement {
    /// Judges a response by its head.
    ///
    /// By status, with the sections of RFC 9110:
    /// - 206 [15.3.7] and 200, 203 [15.3.1, 15.3.4]: see `part206` and `whole200`.
    /// - 204 [15.3.5]: fails, since a response without content is not an empty file.
    /// - 416 [15.5.17]: see `unsatisfied`.
    /// - 403, 405, 501 to the first ranged GET: some servers refuse any unknown field, so retry
    ///   once without `Range`. Once ranges have worked, the status means what it says.
    /// - Those whose error is a limit: the host is busy.
    /// - 408, 421, 423, 425, and 5xx except 501, 505, 506, 508, 510, 511: retry. 202 as well: the
    ///   file is still being generated.
    /// - 304 [15.4.5] cannot answer a request without a precondition. It comes from a broken cache,
    ///   so retry. Other 3xx arrive here only if they cannot be followed, and fail.
    /// - 1xx [15.2] arrives here only if the connection ended with it: retry. 101 fails.
    /// - All others fail.
    ///
    /// - Parameters:
    ///   - head: The final head of the exchange, after interim responses and followed redirects.
    ///   - expected: The parameters of the request and the file properties known at the time.
    ///   - now: The seconds since 1970, for a `Retry-After` in a response without a `Date`.
    /// - Returns: What to do. A malformed head yields a judgement as well, never an error.
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
        _ head: ResponseHead, _ expected: Expectation, wait: @autoclosure () -> Double?
    ) throws(DownloadError) -> Judgement {
        switch head.status {
        case 206: try part206(head, expected)
        case 200, 203: try whole200(head, expected)
        default: refusal(head, expected, wait: wait())
        }
    }

    /// Judges a status that does not provide the file.
    private static func refusal(
        _ head: ResponseHead, _ expected: Expectation, wait: Double?
    ) -> Judgement {
        let error = StatusText.error(of: head)
        switch head.status {
        case 204:
            // A response without content is not an empty file.
            return .fail(error)
        case 416: return unsatisfied(head, expected, error)
        case 403, 405, 501:
            let isFirst = expected.range != nil && expected.length == nil
            return isFirst ? .plainOnce(error) : .fail(error)
        case _ where error.isLimit: return .busy(error, retryAfter: wait)
        case 101, 505, 506, 508, 510, 511: return .fail(error)
        case 100..<200, 202, 304, 408, 421, 423, 425, 500..<600:
            return .retry(error, retryAfter: wait)
        default: return .fail(error)
        }
    }

    /// Returns the delay requested by a response, relative to its own `Date` if it has one.
    private static func retryAfter(_ head: ResponseHead, now: Double) -> Double? {
        guard let text = head.text("retry-after") else { return nil }
        let date = head.text("date").flatMap { HTTPDate.seconds($0) }
        return RetryAfter.seconds(text, now: date.map { Double($0) } ?? now)
    }

    /// Judges a head that contradicts itself or the request.
    ///
    /// In answer to the first ranged request, the server may just not handle ranges: retry once
    /// without `Range`. Otherwise it may be one faulty server among several: retry.
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
    /// Judges a 206 [15.3.7]. The checks, in order:
    /// - `multipart/byteranges` [15.3.7.2] must not answer a single range and is not parsed: retry
    ///   once without `Range`.
    /// - A range of an encoded body [8.4] is not a range of the file: retry once without `Range`.
    /// - `Content-Range` is required [15.3.7.1], must be the same if repeated, and must be valid
    ///   [14.4].
    /// - `Content-Length`, if it applies, must match the size of the range [8.6].
    /// - The total must match the known length, the last byte must lie within it, and the
    ///   validators must not differ. Otherwise the file has changed. This check precedes that of
    ///   the start, since a server that ignores `If-Range` [13.1.5] sends bytes of another version.
    /// - In answer to a plain GET, the range must cover the whole file and counts as a 200. In answer
    ///   to a request for later bytes, a range of the whole file does, too.
    /// - The body must start at the requested offset; bytes from any other are never written.
    /// - The range may end early, since a server may send less [15.3.7], or late, and is then
    ///   truncated.
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
                    ? "the server sent 206 without Content-Range"
                    : "the server sent two different Content-Range fields")
        }
        let content = try ContentRange(value)
        guard let range = content.range else {
            throw DownloadError(
                .badResponse, "the server sent 206 with a Content-Range without bytes (*/…)")
        }
        offer.bodyLength = try head.bodyLength()
        if let length = offer.bodyLength, length != range.count {
            throw DownloadError(
                .badResponse,
                "the server contradicts itself: \(range.count) bytes (Content-Range),"
                    + " \(length) bytes (Content-Length)")
        }
        offer.length = content.total
        offer.part = range
        if let judgement = otherFile(expected, offer, head) { return judgement }
        if let length = expected.length, range.end > length {
            return .changed("its size was \(length) bytes and is now at least \(range.end)", offer)
        }
        let isWhole = range.start == 0 && offer.length == range.end
        if isWhole, (expected.range?.start ?? .max) > 0 {
            offer.part = nil
            return .whole(offer)
        }
        guard let asked = expected.range else {
            throw DownloadError(
                .badResponse,
                "the server sent \(range.count) bytes instead of the whole file")
        }
        guard range.start == asked.start else {
            throw DownloadError(
                .badResponse,
                "the server sent bytes from \(range.start) instead of \(asked.start)"
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

    /// Returns the judgement for a body that belongs to another file; `nil` if no property differs.
    private static func otherFile(
        _ expected: Expectation, _ offer: Offer, _ head: ResponseHead, claim: String? = nil
    ) -> Judgement? {
        switch expected.file.resemblance(of: offer, claim: claim) {
        case .same: nil
        case .unrelated(let what):
            .unrelated(DownloadError(.changed, what, status: head.status))
        case .version(let why): .changed(why, offer)
        }
    }
}

// MARK: - 200 OK and 416 Range Not Satisfiable

extension Judgement {
    /// Judges a 200: the body is the whole file, since servers may ignore ranges [14.2].
    ///
    /// - `Content-Range` has no meaning here [14.4], but some scripts send a part with status 200.
    ///   A body that is a part by its `Content-Range` is rejected unless `Content-Length` shows
    ///   that it is whole.
    /// - A different length or validator means that the file has changed, or that the body is not
    ///   the file at all; `KnownFile.resemblance` decides which. The length of an encoded body says
    ///   nothing about the file.
    /// - In answer to `If-Range` [13.1.5], a 200 means that the file has changed. The exception is
    ///   a response with the same strong validator: that server merely mishandles `If-Range`.
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
                    "the server answered 200 with part of the file (\(value.prefix(80).fieldText))")
            }
            if !offer.isEncoded { offer.length = content.total }
        }
        if let judgement = otherFile(expected, offer, head, claim: claim(expected, offer)) {
            return judgement
        }
        return .whole(offer)
    }

    /// Returns why the status 200 itself shows that the file has changed: it answers an `If-Range`.
    ///
    /// Without a validator, but with the known length, it proves nothing, since some caches strip
    /// the fields. Then the bytes are compared.
    private static func claim(_ expected: Expectation, _ offer: Offer) -> String? {
        guard expected.sentIfRange, expected.validator.relation(to: offer.validator) != .same else {
            return nil
        }
        if offer.validator.isNone, let length = expected.length, offer.length == length {
            return nil
        }
        return "the server no longer has the version on disk"
    }

    /// Judges a 416 [15.5.17].
    ///
    /// Its `Content-Range: bytes */N` is optional; Apache sends none.
    /// - If N differs from the known length, the file has changed.
    /// - If N is 0 and the range starts at 0, the file is empty: the usual answer to `bytes=0-`.
    /// - Otherwise the server refuses a satisfiable range: retry once without `Range`.
    private static func unsatisfied(
        _ head: ResponseHead, _ expected: Expectation, _ error: DownloadError
    ) -> Judgement {
        guard let asked = expected.range else { return .fail(error) }
        let content = head.value("content-range").flatMap { try? ContentRange($0) }
        guard let content, content.range == nil, let total = content.total else {
            return .plainOnce(error)
        }
        if let length = expected.length, length != total {
            return .changed("its size was \(length) bytes and is now \(total)", nil)
        }
        guard total == 0, asked.start == 0 else { return .plainOnce(error) }
        // The other fields describe the error page.
        var offer = Offer(length: 0)
        offer.status = head.status
        offer.protocolVersion = head.version
        offer.software = Offer(head).software
        return .empty(offer)
    }
}
