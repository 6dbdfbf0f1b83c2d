import Dispatch
import DownloadCore

/// Looking for the file of checksums beside a source.
extension Engine {
    /// A search: what was asked for and which files have been tried.
    private struct Search {
        let id: DownloadID
        let url: String
        let names: [String]
        var next = 0
    }

    /// Looks for a file of checksums; the download hears what comes of it.
    func findDigest(url: String, names: [String], for entry: Entry) {
        // Of an FTP URL, what is no part of its path is left out.
        let file = try? SourceURL(url)
        let base = file.flatMap { $0.isHTTP ? nil : $0.text } ?? url
        goOn(Search(id: entry.download.id, url: base, names: names))
    }

    private func goOn(_ search: Search) {
        guard let entry = entries[search.id] else { return }
        guard ChecksumList.siblings.indices.contains(search.next) else {
            let tried = ChecksumList.siblings.map { sibling in
                switch sibling.file {
                case .ending(let ending): (search.names.first ?? "") + ending
                case .list(let name): name
                }
            }
            let cause =
                "no checksum of \(search.names.first ?? "it") is beside it (looked for"
                + " \(tried.joined(separator: ", "))); give one, or go without"
            return told(.failure(DownloadError(.checksum, cause)), search)
        }
        let sibling = ChecksumList.siblings[search.next]
        var rest = search
        rest.next += 1
        guard let url = sibling.file.url(beside: search.url) else {
            let error = DownloadError(.checksum, "nothing lies beside a URL that names no file")
            return told(.failure(error), search)
        }
        let request = MemoryFetch.Request(
            url: url, secrets: entry.download.request.secretScope,
            transport: entry.download.request.transport, most: ChecksumList.longest,
            cookies: entry.cookies)
        fetch(request) { [weak self] result in
            self?.assumeIsolated { engine in
                switch result {
                case .success(let response): engine.read(response, sibling, rest)
                case .failure(let error) where error.isAbsence: engine.goOn(rest)
                case .failure(let error):
                    let name = FileName.fromURL(url) ?? url
                    engine.told(
                        .failure(DownloadError(error.kind, "\(name): \(error.cause)")), rest)
                }
            }
        }
    }

    /// Reads a list away from the engine's thread: it may be long.
    private func read(
        _ response: MemoryFetch.Response,
        _ sibling: (file: ChecksumList.Sibling, algorithm: Checksum.Algorithm), _ search: Search
    ) {
        let file = sibling.file
        let algorithm = sibling.algorithm
        DispatchQueue.global(qos: .utility).async { [inbox] in
            let isOwn = if case .ending = file { true } else { false }
            let name =
                file.url(beside: search.url).flatMap { FileName.fromURL($0) } ?? response.url
            let list = ChecksumList(response.body, algorithm: algorithm)
            do throws(DownloadError) {
                let checksum = try list.checksum(of: search.names, isOwn: isOwn)
                inbox.post(
                    .run { engine in
                        guard let checksum else { return engine.goOn(search) }
                        engine.told(.success(ExpectedDigest(checksum, from: .file(name))), search)
                    })
            } catch {
                let error = DownloadError(error.kind, "\(name) \(error.cause)")
                inbox.post(.run { $0.told(.failure(error), search) })
            }
        }
    }

    private func told(_ result: Result<ExpectedDigest, DownloadError>, _ search: Search) {
        handle(.digestFound(result), for: [search.id])
    }
}

extension DownloadError {
    /// Whether it says that there is no such file.
    fileprivate var isAbsence: Bool {
        [.status, .credentials].contains(kind) && [nil, 400, 403, 404, 405, 410].contains(status)
    }
}
