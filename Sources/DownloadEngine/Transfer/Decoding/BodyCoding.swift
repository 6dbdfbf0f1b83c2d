import DownloadCore

/// The content coding of a response body that is decoded while it arrives (RFC 9110 section 8.4).
struct BodyCoding {
    /// The decoder; `nil` for a body that is not encoded.
    private(set) var decoder: (any BodyDecoder)?
    /// Why the body cannot be decoded.
    private(set) var fault: DownloadError?

    /// Creates the coding of a body that is not decoded.
    init() {}

    /// Creates the coding that a response head names.
    init(head: [UInt8]) {
        guard let head = try? ResponseHead(head) else { return }
        let codings = ContentCoding.codings(head)
        guard !codings.isEmpty else { return }
        decoder = BodyCoding.decoder(codings)
        if decoder == nil { fault = BodyCoding.unknown(codings) }
    }

    /// Returns the decoder of a body to which these codings were applied in this order; `nil`
    /// unless all are known.
    private static func decoder(_ codings: [String]) -> (any BodyDecoder)? {
        var decoder: (any BodyDecoder)?
        for coding in codings {
            guard let outer = ContentDecoder(coding) else { return nil }
            decoder = decoder.map { DecoderChain(outer, then: $0) } ?? outer
        }
        return decoder
    }

    /// Decodes as much as fits.
    ///
    /// - Returns: The numbers of bytes read and written; `nil` when the data is invalid, and
    ///   `fault` then says so.
    mutating func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (read: Int, written: Int)? {
        guard let decoder else { return nil }
        do { return try decoder.decode(input, into: output) } catch {
            fault = BodyCoding.broken(decoder.coding)
            return nil
        }
    }

    /// Returns why a body is incomplete although its message is complete; `nil` when it is
    /// complete.
    ///
    /// The `contentLength` is what `Content-Length` says; negative without that field.
    func fault(atEndOf contentLength: Int64) -> DownloadError? {
        if let fault { return fault }
        guard let decoder, !decoder.isAtEnd else { return nil }
        // A server may label an empty body too.
        if decoder.isEmpty, contentLength == 0 { return nil }
        return DownloadError(.cutShort, "the \(decoder.coding) data ended early")
    }

    /// Decodes a complete body.
    ///
    /// - Parameters:
    ///   - body: The body as it was sent.
    ///   - head: The response head, which names the coding.
    ///   - most: The most decoded bytes to accept.
    /// - Returns: The decoded bytes.
    /// - Throws: `DownloadError` when it is not in its coding, incomplete, or too long.
    static func decode(
        _ body: [UInt8], _ head: ResponseHead, most: Int
    ) throws(DownloadError) -> [UInt8] {
        let codings = ContentCoding.codings(head)
        guard !codings.isEmpty, !body.isEmpty else { return body }
        guard let decoder = decoder(codings) else { throw unknown(codings) }
        let decoded: [UInt8]?
        do { decoded = try decoder.decode(whole: body, most: most) } catch {
            throw broken(decoder.coding)
        }
        guard let decoded else {
            throw DownloadError(.badResponse, "is longer than \(most) bytes")
        }
        return decoded
    }

    private static func unknown(_ codings: [String]) -> DownloadError {
        DownloadError(
            .badResponse, "unsupported content coding \(codings.joined(separator: ", "))")
    }

    private static func broken(_ coding: String) -> DownloadError {
        DownloadError(.badResponse, "the server sent invalid \(coding) data")
    }
}
