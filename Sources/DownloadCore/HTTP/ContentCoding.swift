/// The content codings of a response body (RFC 9110 section 8.4), and the rule for decoding them.
///
/// Requests accept `identity` only, but some servers encode anyway. A range of an encoded body is
/// not a range of the file, so an encoded response is always fetched whole, as one stream. It is
/// decoded to the file that its name promises, **but saved as sent if the name itself implies the
/// coding**. Servers that map `.gz` to an encoding label `linux.tar.gz` as a `.tar` with gzip
/// coding, while the user wants a file for `gunzip`. A body with an unknown coding or very many is
/// saved as sent, too.
package enum ContentCoding {
    /// Values of `Content-Encoding` that do not encode the bytes: character sets, mail transfer
    /// encodings, and the upload framing that S3 servers store.
    private static let meaningless: Set<String> = [
        "identity", "none", "binary", "null", "utf-8", "utf8", "iso-8859-1", "7bit", "8bit",
        "aws-chunked",
    ]

    /// Returns the codings of a body in the order applied, in lower case and without an `x-`
    /// prefix; empty if the body is not encoded.
    package static func codings(_ head: ResponseHead) -> [String] {
        head.tokens("content-encoding").filter { !meaningless.contains($0) }.map {
            $0.hasPrefix("x-") ? String($0.dropFirst(2)) : $0
        }
    }

    /// The most codings to decode; a body of a few bytes could otherwise grow without end.
    private static let most = 4

    /// The file name extensions that imply a coding, for each coding that can be decoded.
    private static let endings: [String: Set<String>] = [
        "gzip": ["gz", "tgz", "gzip", "svgz", "taz", "emz", "wmz"],
        "deflate": ["zz", "zlib"],
        "br": ["br", "brotli"],
        "zstd": ["zst", "zstd", "tzst"],
    ]

    /// The most bytes that one byte of DEFLATE decodes into: 258 bytes take at least two bits
    /// (RFC 1951 section 3.2.5).
    private static let mostPerByte: Int64 = 1032

    /// Returns the most bytes that a body can decode into; `nil` if its codings set no limit.
    package static func longestDecoded(_ codings: [String], from count: Int64) -> Int64? {
        guard codings.allSatisfy({ $0 == "gzip" || $0 == "deflate" }) else { return nil }
        return codings.reduce(count) { length, _ in
            let (product, overflow) = length.multipliedReportingOverflow(by: mostPerByte)
            return overflow ? .max : product
        }
    }

    /// Whether a file of this name is decoded from `codings`; if not, the body is saved as sent.
    package static func isDecoded(_ codings: [String], name: String) -> Bool {
        guard let first = codings.first, codings.count <= most, let kept = endings[first],
            codings.allSatisfy({ endings[$0] != nil })
        else { return false }
        guard let dot = name.lastIndex(of: ".") else { return true }
        return !kept.contains(name[name.index(after: dot)...].asciiLowercased)
    }
}
