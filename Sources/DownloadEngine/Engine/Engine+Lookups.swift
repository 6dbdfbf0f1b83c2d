import Dispatch
import DownloadCore

/// Fetches the small files that a download needs besides its own: checksum lists and Metalinks.
extension Engine {
    /// Searches for a checksum file and reports the result to the download.
    func findDigest(url: String, names: [String], for task: DownloadTask) {
        advance(ChecksumSearch(for: task.download.id, url: url, names: names))
    }

    private func advance(_ search: ChecksumSearch) {
        guard let task = tasks[search.id] else { return }
        var search = search
        switch search.next() {
        case .end(let result): handle(.digestFound(result), for: [search.id])
        case .fetch(let url):
            fetch(url, most: ChecksumList.longest, for: task) { [weak self, search] result in
                self?.assumeIsolated { engine in
                    switch result {
                    case .success(let response): engine.read(response, search)
                    case .failure(let error): engine.take(search.finding(error, at: url), search)
                    }
                }
            }
        }
    }

    /// Parses a list off the engine's thread, because it may be long.
    private func read(_ response: MemoryFetch.Response, _ search: ChecksumSearch) {
        DispatchQueue.global(qos: .utility).async { [inbox] in
            let step = search.finding(in: response)
            inbox.post(.run { $0.take(step, search) })
        }
    }

    private func take(_ step: ChecksumSearch.Step?, _ search: ChecksumSearch) {
        guard case .end(let result) = step else { return advance(search) }
        handle(.digestFound(result), for: [search.id])
    }

    private func fetch(
        _ url: String, most: Int, for task: DownloadTask,
        end: @escaping (Result<MemoryFetch.Response, DownloadError>) -> Void
    ) {
        let request = task.download.request
        transfers.fetch(
            MemoryFetch.Request(
                url: url, secrets: request.secretScope, transport: request.transport, most: most,
                cookies: task.transfers.cookies), end: end)
    }

    // MARK: Metalinks

    /// Fetches a Metalink and replaces its download with the files that it lists.
    func readMetalink(_ url: String, for task: DownloadTask) {
        let id = task.download.id
        fetch(url, most: Metalink.longest, for: task) { [weak self] result in
            self?.assumeIsolated { engine in
                switch result {
                case .success(let response): engine.read(response.body, for: id)
                case .failure(let error): engine.metalinkFailed(error, of: id)
                }
            }
        }
    }

    /// Parses a Metalink off the engine's thread, because it may be long.
    private func read(_ body: [UInt8], for id: DownloadID) {
        guard let request = tasks[id]?.download.request else { return }
        let isElsewhere = request.directory != configuration.defaultDirectory
        let folder: @Sendable (String) -> String? =
            isElsewhere ? { @Sendable _ in nil } : configuration.folder
        let reader = MetalinkImport(id: id, request: request, folder: folder)
        DispatchQueue.global(qos: .utility).async { [inbox] in
            do throws(DownloadError) {
                let files = try reader.files(in: body)
                inbox.post(.run { $0.unpack(files, for: id) })
            } catch {
                inbox.post(.run { $0.metalinkFailed(error, of: id) })
            }
        }
    }

    private func metalinkFailed(_ error: DownloadError, of id: DownloadID) {
        handle(.metalinkFailed(MetalinkImport.failure(error)), for: [id])
    }

    /// Replaces a download with others, the first of which keeps its ID.
    private func unpack(_ files: MetalinkImport.Files, for id: DownloadID) {
        guard let old = tasks[id], old.download.state == .unpacking,
            queue.place(of: id) != nil
        else { return }
        releasePart(of: old)
        active[id] = nil
        var added: [DownloadID] = []
        for request in files.requests {
            let request = withHostLimit(request)
            let own = added.isEmpty ? id : queue.takeID()
            let refused = files.refusal.map { DownloadEvent(time: wallTime(), text: $0) }
            let download = Download(
                id: own, request: request, policy: policy, added: old.download.times.added,
                events: old.download.log.events, refusal: added.isEmpty ? refused : nil)
            let task = DownloadTask(download: download, disk: parts.disk(for: request.directory))
            tasks[own] = task
            transfers.yard.limiter.limit(own, task.download.request.limit)
            added.append(own)
            publisher.note(own)
            changed(task, from: nil)
        }
        queue.replace(id, with: added)
        reorder()
        agenda.wantsStart = true
    }
}
