import DownloadCore

/// Searches for the checksum file of a source: the files to try, one after the other, and what they
/// contain.
struct ChecksumSearch: Sendable {
    /// What to do next.
    enum Step {
        /// Fetch this URL.
        case fetch(String)
        /// The search is over.
        case end(Result<ExpectedDigest, DownloadError>)
    }

    /// The download whose checksum is searched for.
    let id: DownloadID
    private let source: String
    private let names: [String]
    private var tried = 0

    /// Creates a search.
    ///
    /// - Parameters:
    ///   - id: The download.
    ///   - url: Its source.
    ///   - names: The names that its file may have in a list; the first one appears in messages.
    init(for id: DownloadID, url: String, names: [String]) {
        self.id = id
        self.names = names
        // An FTP URL may carry more than its path, which is left out.
        source = (try? SourceURL(url)).flatMap { $0.isHTTP ? nil : $0.text } ?? url
    }

    /// Advances to the next file.
    mutating func next() -> Step {
        guard ChecksumList.siblings.indices.contains(tried) else { return end(nothingFound) }
        tried += 1
        guard let url = current.file.url(beside: source) else {
            return end("no checksum file: the URL names no file")
        }
        return .fetch(url)
    }

    /// Returns what a fetched file says; `nil` to continue.
    ///
    /// Parsing may take long.
    func finding(in response: SmallFetch.Response) -> Step? {
        let (file, algorithm) = current
        let isOwn = if case .ending = file { true } else { false }
        let name = file.url(beside: source).flatMap { FileName.fromURL($0) } ?? response.url
        let list = ChecksumList(response.body, algorithm: algorithm)
        do throws(DownloadError) {
            return try list.checksum(of: names, isOwn: isOwn)
                .map { .end(.success(ExpectedDigest($0, from: .file(name)))) }
        } catch {
            return .end(.failure(DownloadError(error.kind, "\(name) \(error.cause)")))
        }
    }

    /// Returns what a failed fetch means; `nil` to continue, because no such file exists.
    func finding(_ error: DownloadError, at url: String) -> Step? {
        if error.isAbsence { return nil }
        let name = FileName.fromURL(url) ?? url
        return .end(.failure(DownloadError(error.kind, "\(name): \(error.cause)")))
    }

    private var current: (file: ChecksumList.Sibling, algorithm: Checksum.Algorithm) {
        ChecksumList.siblings[tried - 1]
    }

    private func end(_ cause: String) -> Step { .end(.failure(DownloadError(.checksum, cause))) }

    private var nothingFound: String {
        let tried = ChecksumList.siblings.map { sibling in
            switch sibling.file {
            case .ending(let ending): (names.first ?? "") + ending
            case .list(let name): name
            }
        }
        return "no checksum found for \(names.first ?? "the file") (looked for"
            + " \(tried.joined(separator: ", "))); set one, or continue without"
    }
}

extension DownloadError {
    /// Whether it says that no such file exists.
    fileprivate var isAbsence: Bool {
        [.status, .credentials].contains(kind) && [nil, 400, 403, 404, 405, 410].contains(status)
    }
}
