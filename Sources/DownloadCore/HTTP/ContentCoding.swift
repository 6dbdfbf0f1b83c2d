/// The codings that a body came in although none was asked for (RFC 9110 section 8.4), and the one
/// rule for what becomes of such a body.
///
/// A range of an encoded body is no range of the file, so an encoded answer is always taken whole, as
/// one stream. It is decoded to the file that its name promises, **but kept as sent if the name itself
/// promises the coding**: servers that know `.gz` files by heart label `linux.tar.gz` as a `.tar` that
/// they gzipped on the way, and who asked for `linux.tar.gz` wants a file that `gunzip` takes. It is
/// also kept if there is more than one coding, or one that cannot be decoded.
package enum ContentCoding {
    /// Words that servers put into `Content-Encoding` although the bytes are not encoded: character
    /// sets, transfer encodings of mail, and the upload framing that S3 stores remember.
    private static let meaningless: Set<String> = [
        "identity", "none", "binary", "null", "utf-8", "utf8", "iso-8859-1", "7bit", "8bit",
        "aws-chunked",
    ]

    /// The codings of a response's body in the order they were applied, in lower case and without the
    /// `x-` of old; empty if the bytes are the file's own.
    package static func codings(_ head: ResponseHead) -> [String] {
        head.tokens("content-encoding").filter { !meaningless.contains($0) }.map {
            $0.hasPrefix("x-") ? String($0.dropFirst(2)) : $0
        }
    }

    /// The endings of names that promise a coding, for the codings that can be decoded.
    private static let endings: [String: Set<String>] = [
        "gzip": ["gz", "tgz", "gzip", "svgz", "taz", "emz", "wmz"],
        "deflate": ["zz", "zlib"],
        "br": ["br", "brotli"],
        "zstd": ["zst", "zstd", "tzst"],
    ]

    /// Whether a file of this name is to be decoded from `codings`; if not, its body is kept as sent.
    package static func isDecoded(_ codings: [String], name: String) -> Bool {
        guard codings.count == 1, let kept = endings[codings[0]] else { return false }
        guard let dot = name.lastIndex(of: ".") else { return true }
        return !kept.contains(name[name.index(after: dot)...].asciiLowercased)
    }
}
