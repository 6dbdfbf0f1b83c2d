/// A request of the user for one file, and how to fetch it.
public struct DownloadRequest: Hashable, Sendable, Codable {
    /// URLs of the same bytes.
    ///
    /// The first is the one given, the others are mirrors; never empty.
    public var sources: [String]
    /// The folder for the file: an absolute path.
    public var directory: String
    /// The file's name; `nil` derives it from the server or the URL.
    public var name: String?
    /// The number of fragments to fetch at a time.
    public var fragments: FragmentCount
    /// The digest that the finished file must have.
    public var checksum: Checksum?
    /// Where a digest comes from when `checksum` is `nil`.
    public var digestSource: DigestSource
    /// What to do when a file of that name already exists.
    public var onExists: ExistingFilePolicy
    /// What to do when the source turns out to be a Metalink.
    public var metalink: MetalinkPolicy
    /// Bytes per second for this download; `nil` is no limit.
    public var limit: Int64?
    /// The required length of the file in bytes; `nil` is any.
    public var length: Int64?
    /// The digests of its pieces; `nil` when they are unknown.
    public var pieces: PieceDigests?
    /// How the requests are made.
    @Sparse public var transport: TransportOptions
    /// What differs from the settings of all downloads.
    @Sparse public var overrides: DownloadOverrides
    /// The identifier by which clients of the aria2 protocol know the download: 16 hexadecimal
    /// digits; `nil` derives it from the download's ID.
    public var gid: String?

    /// Creates a request for `source` into `directory`, with defaults for everything else.
    public init(source: String, directory: String) {
        self.sources = [source]
        self.directory = directory
        self.name = nil
        self.fragments = .auto
        self.checksum = nil
        self.digestSource = .server
        self.onExists = .rename
        self.metalink = .read
        self.limit = nil
        self.length = nil
        self.pieces = nil
        self.gid = nil
    }

    /// Whether the checks of certificates and SSH host keys are disabled.
    package var isInsecure: Bool { _transport.isDefault ? false : transport.insecure }

    /// The request with its URLs in the form in which they are sent.
    package var normalized: DownloadRequest {
        var request = self
        request.sources = sources.map(SourceURL.normalized)
        return request
    }
}
