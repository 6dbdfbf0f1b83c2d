/// Finds the digest that a finished file must have.
package struct DigestSearch: Hashable, Sendable {
    /// The digests of the file that the server has declared.
    private(set) var declared: [Checksum] = []
    /// The digest from a checksum file next to the source.
    private(set) var found: ExpectedDigest?
    /// Whether that file was requested and has not arrived yet.
    private(set) var isSeeking = false

    /// Whether the declared digests are those of the next file, too.
    private var isKept = false

    /// Creates a search that knows no digest.
    package init() {}

    /// Returns the digest to verify the file against.
    ///
    /// The user's comes first, then one from a checksum file, then the strongest that the server
    /// declares.
    package func expected(of request: DownloadRequest) -> ExpectedDigest? {
        if let checksum = request.checksum { return ExpectedDigest(checksum, from: .user) }
        switch request.digestSource {
        case .none: return nil
        case .file: return found
        case .server: return declared.strongest.map { ExpectedDigest($0, from: .server) }
        }
    }

    /// Whether a checksum file is required and has not provided a digest yet.
    package func isLacking(for request: DownloadRequest) -> Bool {
        request.checksum == nil && request.digestSource == .file && found == nil
    }

    /// Requests the checksum file, unless it was requested.
    ///
    /// - Parameters:
    ///   - request: The user's request.
    ///   - urls: The URLs of the primary, and of its redirect target.
    ///   - name: The name of the file.
    /// - Returns: The names that it may list the file under; `nil` when it is not needed.
    package mutating func begin(
        for request: DownloadRequest, urls: [String], name: String
    ) -> [String]? {
        guard isLacking(for: request), !isSeeking, urls.first?.isEmpty == false else { return nil }
        isSeeking = true
        var names: [String] = []
        for name in urls.map(FileName.fromURL) + [name] {
            if let name, !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Records the digest from the checksum file, `nil` for a failure.
    ///
    /// - Returns: Whether the answer was expected.
    package mutating func end(_ digest: ExpectedDigest?) -> Bool {
        guard isSeeking, found == nil else { return false }
        isSeeking = false
        found = digest
        return true
    }

    /// Records the digests that the server declares, unless it declared some before.
    package mutating func declare(_ checksums: [Checksum]) {
        if declared.isEmpty { declared = checksums }
    }

    /// Forgets the declared digests: they belong to the former file.
    package mutating func forgetDeclared() {
        declared = []
        isKept = false
    }

    /// Takes digests that another source has declared for the file that is to begin.
    package mutating func keep(_ checksums: [Checksum]) {
        declared = checksums
        isKept = !checksums.isEmpty
    }

    /// Begins a file, of which only kept digests are known.
    package mutating func beginFile() {
        if !isKept { declared = [] }
        isKept = false
    }

    /// Forgets what was found next to the former URL.
    package mutating func forgetFound() {
        found = nil
        isSeeking = false
    }

    /// Explains how strong digests from a source show that it serves a different file.
    package func contradiction(_ checksums: [Checksum], _ request: DownloadRequest) -> String? {
        let known = declared + [expected(of: request)?.checksum].compactMap { $0 }
        for checksum in checksums where checksum.algorithm.isStrong {
            let same = known.first { $0.algorithm == checksum.algorithm }
            if let same, same != checksum {
                return "different file (its \(checksum.algorithm.name) differs)"
            }
        }
        return nil
    }
}
