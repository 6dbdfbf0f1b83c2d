/// The file metadata that a response head declares.
///
/// All texts are as the server sent them, truncated to a reasonable length. Escape control
/// characters before displaying them.
package struct Offer: Hashable, Sendable {
    /// The complete length in bytes; `nil` if not declared or if the body is encoded, since the
    /// decoded length is known only at its end.
    package var length: Int64?
    /// The range of the file in the body; `nil` if the body is the whole file.
    package var part: ByteRange?
    /// The length of the body in bytes on the wire; `nil` if only its end determines it.
    package var bodyLength: Int64?
    /// The validator of this version of the file.
    package var validator: Validator
    /// The content codings of the body, as in `ContentCoding`; empty if it is not encoded.
    package var codings: [String]
    /// The declared digests of the whole file; empty for an encoded body.
    package var checksums: [Checksum]
    /// Other URLs of the same file that the server lists, best first; may be relative.
    package var mirrors: [String]
    /// The value of the first `Content-Disposition` field, for `FileName.fromServer`.
    package var contentDisposition: [UInt8]?
    /// Whether `Accept-Ranges` announces byte ranges; only a hint (RFC 9110 section 14.3).
    package var acceptsRanges: Bool?
    /// The status of the response.
    package var status: Int?
    /// The protocol version, such as `HTTP/1.1`.
    package var protocolVersion: String?
    /// The `ETag` field.
    package var entityTag: String?
    /// The `Last-Modified` field.
    package var lastModified: String?
    /// The `Content-Type` field.
    package var mediaType: String?
    /// The `Server` field.
    package var software: String?

    /// Creates an offer that declares only a length, as FTP and SFTP servers do.
    package init(length: Int64? = nil, part: ByteRange? = nil) {
        self.length = length
        self.part = part
        self.validator = .none
        self.codings = []
        self.checksums = []
        self.mirrors = []
    }

    /// Reads all fields that do not depend on the request; `Judgement` sets `length`, `part` and
    /// `bodyLength`.
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

    /// Whether the body is encoded, so that its bytes differ from those on disk.
    package var isEncoded: Bool { !codings.isEmpty }

    /// The offer of the body decoded in transit, without the encoded bytes' length and validators.
    var decoded: Offer {
        var decoded = self
        decoded.length = nil
        decoded.validator = .none
        return decoded
    }

    private static func shown(_ text: String?) -> String? {
        text.map { $0.utf8.count <= 200 ? $0 : String($0.unicodeScalars.prefix(200)) }
    }
}
