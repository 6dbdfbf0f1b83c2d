import DownloadCore

/// Pauses, resumes, moves and removes downloads, and changes their sources.
extension MethodService {
    func remove(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let entry = try await find(parameters)
        guard !entry.status.isStopped else {
            throw RPCError("Active Download not found for GID#\(entry.gid)")
        }
        await perform(.remove([entry.download.id], deletingPartFile: false))
        return .string(entry.gid.description)
    }

    func pause(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let entry = try await find(parameters)
        guard entry.status == .active || entry.status == .waiting else {
            throw RPCError("GID#\(entry.gid) cannot be paused now")
        }
        await perform(.pause([entry.download.id]))
        return .string(entry.gid.description)
    }

    /// Resumes a download; unlike aria2, also one that has failed.
    func unpause(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let entry = try await find(parameters)
        guard entry.status == .paused || entry.status == .error else {
            throw RPCError("GID#\(entry.gid) cannot be unpaused now")
        }
        await perform(.resume([entry.download.id]))
        return .string(entry.gid.description)
    }

    func performForAll(_ intent: Intent) async -> JSONValue {
        await perform(intent)
        return .string("OK")
    }

    // MARK: Results

    func purgeResults() async -> JSONValue {
        let stopped = await currentView().stopped
        let listed = stopped.filter { $0.status != .removed }.map(\.download.id)
        if !listed.isEmpty { await perform(.remove(listed, deletingPartFile: false)) }
        view?.purgeRemoved()
        return .string("OK")
    }

    func removeResult(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let entry = try await find(parameters)
        switch entry.status {
        case .complete, .error:
            await perform(.remove([entry.download.id], deletingPartFile: false))
        case .removed: view?.purgeRemoved(entry.download.id)
        case .active, .waiting, .paused:
            throw RPCError("Could not remove download result of GID#\(entry.gid)")
        }
        return .string("OK")
    }

    // MARK: Position

    func changePosition(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let entry = try await find(parameters)
        let offset = try parameters.integer(1)
        let origin = try parameters.string(2)
        let view = await currentView()
        let waiting = view.waiting.map(\.download.id)
        guard ["POS_SET", "POS_CUR", "POS_END"].contains(origin) else {
            throw RPCError("Illegal argument.")
        }
        guard let current = waiting.firstIndex(of: entry.download.id) else {
            throw RPCError("GID#\(entry.gid) not found in the waiting queue.")
        }
        let last = waiting.count - 1
        let start = origin == "POS_SET" ? 0 : origin == "POS_CUR" ? current : last
        let (sum, overflows) = start.addingReportingOverflow(offset)
        let place = min(max(overflows ? offset : sum, 0), last)
        // Active and stopped downloads lie between the waiting ones.
        let ids = view.snapshot.downloads.map(\.id)
        if place != current, let from = ids.firstIndex(of: entry.download.id),
            let to = ids.firstIndex(of: waiting[place])
        {
            await perform(.move([entry.download.id], by: to - from))
        }
        return .integer(Int64(place))
    }

    // MARK: Sources

    func changeURI(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let text = try parameters.string(0)
        let file = try parameters.integer(1, atLeast: 1)
        let (removed, added) = (try parameters.strings(2), try parameters.strings(3))
        let position = try parameters.position(4)
        let entry = try await find(parameters)
        guard !entry.status.isStopped || entry.status == .error else {
            throw RPCError("Cannot remove URIs from GID#\(entry.gid)")
        }
        guard file == 1 else { throw RPCError("fileIndex is out of range") }
        let old = entry.download.request.sources
        var change = SourceChange(old)
        change.remove(removed)
        try change.add(added, at: position)
        guard let first = change.sources.first else {
            throw RPCError("a download needs at least one URI")
        }
        if change.sources != old {
            // Alone, so that the engine withholds credentials from another server.
            if first != old.first {
                // A new URL would otherwise answer the question of a paused download.
                if entry.status == .paused { await perform(.pause([entry.download.id])) }
                await perform(.replaceSource(entry.download.id, url: first))
            }
            _ = await currentView()
            if let now = try view?.find(text).download, now.request.sources != change.sources {
                var request = now.request
                request.sources = change.sources
                await perform(.edit(now.id, request))
            }
        }
        return .array([.integer(Int64(change.removed)), .integer(Int64(change.added))])
    }
}
