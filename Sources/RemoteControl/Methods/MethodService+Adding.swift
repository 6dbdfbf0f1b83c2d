import DownloadCore

/// Adds downloads.
extension MethodService {
    func addURI(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let uris = try parameters.strings(0)
        guard !uris.isEmpty else { throw RPCError("URI is not provided.") }
        let options = try OptionValues(
            try parameters.optionalMembers(1), allowing: [.always, .download, .adding])
        let position = try parameters.position(2)
        for (number, uri) in uris.enumerated() {
            do throws(DownloadError) {
                _ = try SourceURL(uri)
            } catch {
                let which = uris.count > 1 ? "URI \(number + 1): " : ""
                throw RPCError("No URI to download. \(which)\(error.cause)")
            }
        }
        var request = template
        request.sources = uris
        try options.apply(to: &request, within: folders)
        RequestLogin.replace(template.transport, in: &request.transport, for: uris[0])
        try await checkLinks(in: [request])
        let gid = try await newGID(options)
        request.gid = gid.description
        try await insert([request], options, at: position)
        return .string(gid.description)
    }

    func addMetalink(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let text = try parameters.string(0)
        let options = try OptionValues(
            try parameters.optionalMembers(1), allowing: [.always, .download, .adding])
        let position = try parameters.position(2)
        let document = Base64.decode(text.utf8.filter { !$0.isBlank && $0 != 0x0A && $0 != 0x0D })
        var requests: [DownloadRequest]
        do throws(DownloadError) {
            let link = try Metalink(document ?? [])
            var request = template
            request.sources = link.files.first?.sources ?? []
            try applying(options, to: &request, for: link)
            RequestLogin.replace(
                template.transport, in: &request.transport, for: request.sources.first ?? "")
            requests = try link.requests(inPlaceOf: request)
        } catch {
            throw RPCError("Could not parse Metalink XML document. \(error.cause)")
        }
        try await checkLinks(in: requests)
        for place in requests.indices {
            let gid = place == 0 ? try await newGID(options) : await freeGID()
            requests[place].gid = gid.description
        }
        try await insert(requests, options, at: position)
        return .strings(requests.compactMap(\.gid))
    }

    /// Applies options to the request for a Metalink, and checks where its files go.
    ///
    /// - Throws: `DownloadError` with the fault.
    private func applying(
        _ options: OptionValues, to request: inout DownloadRequest, for link: Metalink
    ) throws(DownloadError) {
        do throws(RPCError) {
            try options.apply(to: &request, within: folders)
        } catch {
            throw DownloadError(.badResponse, error.message)
        }
        for file in link.files {
            do throws(FolderRule.Problem) {
                _ = try FolderRule.place(file.path.joined(separator: "/"), in: request.directory)
            } catch {
                throw DownloadError(.badResponse, "the name of a file: \(error.reason)")
            }
        }
    }

    private func insert(
        _ requests: [DownloadRequest], _ options: OptionValues, at position: Int?
    ) async throws(RPCError) {
        if let problem = requests.lazy.compactMap(\.problem).first { throw RPCError(problem) }
        let isPaused = try options.flag(.pause) ?? false
        var next: DownloadID?
        if let position {
            let waiting = await currentView().waiting
            if position < waiting.count { next = waiting[position].download.id }
        }
        await perform(.insert(requests, before: next, isPaused: isPaused))
    }

    private func newGID(_ options: OptionValues) async throws(RPCError) -> GID {
        guard let gid = try options.gid() else { return await freeGID() }
        guard await !isTaken(gid) else {
            throw .option("gid", "a download has this gid already")
        }
        return gid
    }

    private func freeGID() async -> GID {
        var gid = GID.random()
        while await isTaken(gid) { gid = .random() }
        return gid
    }
}
