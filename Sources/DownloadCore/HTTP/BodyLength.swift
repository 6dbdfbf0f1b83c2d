/// The length of a response body as its fields declare it (RFC 9112 section 6.3).
///
/// libcurl accepts a `Content-Length` that overflows and two that differ, so a truncated body could
/// pass for a complete file. This parser therefore reads the raw fields again.
extension ResponseHead {
    /// Returns the body length in bytes on the wire; `nil` if only the last chunk or the end of the
    /// connection determines it.
    ///
    /// A `Transfer-Encoding` overrides `Content-Length` (RFC 9112 section 6.3, rule 3). An invalid
    /// `Content-Length` beside it is still an error, since a head that contradicts itself cannot be
    /// trusted.
    ///
    /// - Throws: `DownloadError` of kind `.badResponse` if `Content-Length` is not a number,
    ///   exceeds `Int64.max` or occurs with different values, or if the body has a transfer coding
    ///   other than `chunked`.
    package func bodyLength() throws(DownloadError) -> Int64? {
        let length = try contentLength()
        let codings = tokens("transfer-encoding").filter { $0 != "identity" }
        guard !codings.isEmpty else { return length }
        if let other = codings.first(where: { $0 != "chunked" }) {
            throw DownloadError(
                .badResponse,
                "the server used the transfer coding “\(other.prefix(40))”, which was "
                    + "not requested")
        }
        return nil
    }

    /// Returns the value of `Content-Length`; identical repeats count as one (RFC 9110 section
    /// 8.6).
    private func contentLength() throws(DownloadError) -> Int64? {
        guard let list = list("content-length") else { return nil }
        var length: Int64?
        let members = list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        for member in members {
            guard let value = member.trimmed.decimal else {
                throw DownloadError(
                    .badResponse,
                    "the server sent an invalid Content-Length: "
                        + "“\(list.prefix(60).fieldText)”")
            }
            if let length, length != value {
                throw DownloadError(
                    .badResponse,
                    "the server sent two different lengths, \(length) and \(value) bytes")
            }
            length = value
        }
        return length
    }
}
