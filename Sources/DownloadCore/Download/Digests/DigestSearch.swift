/// Which digest a finished file must have, and where that is looked for.
package struct DigestSearch: Hashable, Sendable {
    /// The digests that the server declares of the file.
    private(set) var declared: [Checksum] = []
    /// What a file of checksums beside the source says.
    private(set) var found: ExpectedDigest?
    /// Whether that file was asked for, and has not answered.
    private(set) var isSeeking = false

    /// Knows nothing.
    package init() {}

    /// The digest that the file is checked against: the person's, else that of a file of checksums,
    /// else the strongest that the server declares.
    package func expected(of request: DownloadRequest) -> ExpectedDigest? {
        if let checksum = request.checksum { return ExpectedDigest(checksum, from: .person) }
        switch request.digestSource {
        case .none: return nil
        case .file: return found
        case .server: return declared.strongest.map { ExpectedDigest($0, from: .server) }
        }
    }

    /// Whether a file of checksums is wanted and has not said anything yet.
    package func isLacking(for request: DownloadRequest) -> Bool {
        request.checksum == nil && request.digestSource == .file && found == nil
    }

    /// Notes that a file of checksums is asked for.
    package mutating func begin() { isSeeking = true }

    /// Takes the answer to that, `nil` for a failure.
    ///
    /// - Returns: Whether it was waited for.
    package mutating func end(_ digest: ExpectedDigest?) -> Bool {
        guard isSeeking, found == nil else { return false }
        isSeeking = false
        found = digest
        return true
    }

    /// Takes what the server declares of the file, if it has not declared anything before.
    package mutating func declare(_ checksums: [Checksum]) {
        if declared.isEmpty { declared = checksums }
    }

    /// The file is another one: what was declared is of the old one.
    package mutating func forgetDeclared() { declared = [] }

    /// Forgets what was looked for beside a URL, which is another now.
    package mutating func forgetFound() {
        found = nil
        isSeeking = false
    }

    /// How strong digests of a source show that its file is another one.
    package func contradiction(_ checksums: [Checksum], _ request: DownloadRequest) -> String? {
        let known = declared + [expected(of: request)?.checksum].compactMap { $0 }
        for checksum in checksums where checksum.algorithm.isStrong {
            let same = known.first { $0.algorithm == checksum.algorithm }
            if let same, same != checksum {
                return "it has another file: its \(checksum.algorithm.name) is another"
            }
        }
        return nil
    }
}
