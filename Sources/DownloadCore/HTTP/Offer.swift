/// What a response's head promises of the file.
///
/// All texts in it are as the server sent them, cut to a bearable length: who shows one makes control
/// characters visible first.
package struct Offer: Hashable, Sendable {
    /// The file's complete length in bytes; `nil` when the head does not say it, and when the body is
    /// encoded: the length of what is decoded from it is not known before its end.
    package var length: Int64?
    /// The bytes of the file that the body is; `nil` when the body is the whole file.
    package var part: ByteRange?
    /// The length of this body in bytes on the wire; `nil` when only its end tells it.
    package var bodyLength: Int64?
    /// What tells this version of the file from another.
    package var validator: Validator
    /// The codings that the body is in, as in `ContentCoding`; empty for the file's own bytes.
    package var codings: [String]
    /// Digests of the whole file that the server declares; none for an encoded body.
    package var checksums: [Checksum]
    /// More URLs of the same bytes that the server names, best first; they may be relative.
    package var mirrors: [String]
    /// The value of the first `Content-Disposition` field, for `FileName.fromServer`.
    package var contentDisposition: [UInt8]?
    /// What `Accept-Ranges` says of byte ranges; a hint only (RFC 9110 section 14.3).
    package var acceptsRanges: Bool?
    /// The status of the response.
    package var status: Int?
    /// The version of the protocol, for example `HTTP/1.1`.
    package var protocolVersion: String?
    /// The `ETag` field.
    package var entityTag: String?
    /// The `Last-Modified` field.
    package var lastModified: String?
    /// The `Content-Type` field.
    package var mediaType: String?
    /// The `Server` field.
    package var software: String?

    /// Creates an offer that promises nothing but a length, as FTP and SFTP servers give it.
    package init(length: Int64? = nil, part: ByteRange? = nil) {
        self.length = length
        self.part = part
        self.validator = .none
        self.codings = []
        self.checksums = []
        self.mirrors = []
    }

    /// Reads everything from a head but what depends on the request: `length`, `part` and
    /// `bodyLength` are `Judgement`'s.
    package init(_ head: ResponseHead) {
        self.init()
        self.validator = Validator(head)
        self.codings = ContentCoding.codings(head)
        self.checksums = codings.isEmpty ? DeclaredDigest.checksums(head) : []
        self.mirrors = MirrorLinks.urls(head)
        self.contentDisposition = head.values("content-disposition").first
        let units = head.tokens("accept-ranges")
        if units.contains("bytes") {
            self.acceptsRanges = true
        } else if units.contains("none") {
            self.acceptsRanges = false
        }
        self.status = head.status
        self.protocolVersion = head.version
        self.entityTag = Self.shown(head.text("etag"))
        self.lastModified = Self.shown(head.text("last-modified"))
        self.mediaType = Self.shown(head.text("content-type"))
        self.software = Self.shown(head.text("server"))
    }

    /// Whether the body is in a coding, so that its bytes are not the file's own.
    package var isEncoded: Bool { !codings.isEmpty }

    private static func shown(_ text: String?) -> String? {
        text.map { $0.utf8.count <= 200 ? $0 : String($0.unicodeScalars.prefix(200)) }
    }
}
