/// How long a response's body says it is (RFC 9112 section 6.3).
///
/// libcurl lets a length pass that overflows or that comes twice with different values; a body that
/// was cut short could then be taken for a whole file. So the raw fields are read here again.
extension ResponseHead {
    /// The number of bytes on the wire; `nil` when only their end tells it: the last chunk, or the
    /// close of the connection.
    ///
    /// With a `Transfer-Encoding`, `Content-Length` means nothing (RFC 9112 section 6.3, rule 3),
    /// but it must make sense all the same: a head that contradicts itself is not to be believed.
    ///
    /// - Throws: `DownloadError` of kind `.badResponse` if `Content-Length` is no number, is above
    ///   `Int64.max`, or comes twice with different values, or if the body has a transfer coding
    ///   that was not asked for.
    package func bodyLength() throws(DownloadError) -> Int64? {
        let length = try contentLength()
        let codings = tokens("transfer-encoding").filter { $0 != "identity" }
        guard !codings.isEmpty else { return length }
        if let other = codings.first(where: { $0 != "chunked" }) {
            throw DownloadError(
                .badResponse,
                "the server sent the body in the transfer coding “\(other.prefix(40))”, which was "
                    + "not asked for")
        }
        return nil
    }

    /// The value of `Content-Length`; the same value many times counts once (RFC 9110 section 8.6).
    private func contentLength() throws(DownloadError) -> Int64? {
        guard let list = list("content-length") else { return nil }
        var length: Int64?
        let members = list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        for member in members {
            guard let value = member.trimmed.decimal else {
                throw DownloadError(
                    .badResponse,
                    "the server sent a Content-Length that is no possible length: "
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
