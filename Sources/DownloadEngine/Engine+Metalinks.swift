import Dispatch
import DownloadCore

/// URLs that lead to Metalinks.
extension Engine {
    /// Fetches a Metalink and puts its files in the place of its download.
    func readMetalink(_ url: String, for entry: Entry) {
        let id = entry.download.id
        let request = MemoryFetch.Request(
            url: url, secrets: entry.download.request.secretScope,
            transport: entry.download.request.transport, most: Metalink.longest,
            cookies: entry.cookies)
        fetch(request) { [weak self] result in
            self?.assumeIsolated { engine in
                switch result {
                case .success(let response): engine.read(response, for: id)
                case .failure(let error): engine.tell(error, of: id)
                }
            }
        }
    }

    /// Reads a Metalink away from the engine's thread: it may be long.
    private func read(_ response: MemoryFetch.Response, for id: DownloadID) {
        guard let request = entries[id]?.download.request else { return }
        let isElsewhere = request.directory != configuration.defaultDirectory
        DispatchQueue.global(qos: .utility).async { [inbox, folder = configuration.folder] in
            do throws(DownloadError) {
                let link = try Metalink(response.body)
                let requests = try link.requests(inPlaceOf: request) {
                    isElsewhere ? nil : folder($0)
                }
                let refusal = link.refusal(of: request)
                inbox.post(.run { $0.unpack(requests, for: id, refusal: refusal) })
            } catch {
                inbox.post(.run { $0.tell(error, of: id) })
            }
        }
    }

    private func tell(_ error: DownloadError, of id: DownloadID) {
        let cause =
            "the Metalink cannot be used: \(error.cause); to keep it as a file, say --metalink file"
        let told = DownloadError(error.kind, cause, status: error.status)
        handle(.metalinkFailed(told), for: [id])
    }

    /// Puts downloads in the place of another: the first keeps its name in the queue.
    private func unpack(_ requests: [DownloadRequest], for id: DownloadID, refusal: String?) {
        guard let old = entries[id], old.download.state == .unpacking,
            queue.place(of: id) != nil
        else { return }
        let scope = old.download.request.secretScope
        releasePart(of: old)
        active[id] = nil
        var added: [DownloadID] = []
        for request in requests {
            let request = withHostLimit(Engine.withoutStrangers(request.normalized, of: scope))
            let own = added.isEmpty ? id : takeID()
            let refused = refusal.map { DownloadEvent(time: wallTime(), text: $0) }
            let download = Download(
                id: own, request: request, policy: policy, added: old.download.added,
                events: old.download.events, refusal: added.isEmpty ? refused : nil)
            let entry = Entry(download: download, disk: disk(for: request.directory))
            entries[own] = entry
            yard.limiter.limit(own, entry.limit)
            added.append(own)
            publisher.note(own)
            changed(entry, from: nil)
        }
        queue.replace(id, with: added)
        reorder()
        wantsStart = true
    }

    /// A request without secrets that are for another origin than that of its first source.
    static func withoutStrangers(
        _ request: DownloadRequest, of scope: SecretScope
    ) -> DownloadRequest {
        if scope.covers(request.sources.first ?? "") { return request }
        var request = request
        let sources = request.sources
        request = Secrets.removed(from: request)
        request.sources = sources
        request.transport.clientCertificate = nil
        request.transport.clientKey = nil
        request.transport.hostKey = nil
        return request
    }
}
