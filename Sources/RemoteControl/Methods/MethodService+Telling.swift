import DownloadCore

/// Tells the state of downloads.
extension MethodService {
    func tellStatus(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let keys = try parameters.optionalStrings(1)
        return try await find(parameters).json(keys)
    }

    func tellActive(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let keys = try parameters.optionalStrings(0)
        return .array(await currentView().active.map { $0.json(keys) })
    }

    /// Returns a part of a list of downloads.
    func tell(
        _ parameters: Parameters, _ list: @Sendable (QueueView) -> [Listed]
    ) async throws(RPCError) -> JSONValue {
        let page = Page(
            offset: try parameters.integer(0), count: try parameters.integer(1, atLeast: 0))
        let keys = try parameters.optionalStrings(2)
        let entries = list(await currentView())
        return .array(page.places(in: entries.count).map { entries[$0].json(keys) })
    }

    func getURIs(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let entry = try await find(parameters)
        guard !entry.status.isStopped || entry.status == .error else {
            throw RPCError("No URI data is available for GID#\(entry.gid)")
        }
        return entry.uris
    }

    func getFiles(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        .array([try await find(parameters).file])
    }

    func getServers(_ parameters: Parameters) async throws(RPCError) -> JSONValue {
        let entry = try await find(parameters)
        guard entry.status == .active else {
            throw RPCError("No active download for GID#\(entry.gid)")
        }
        return ServerList(entry.download).json
    }

    func globalStat() async -> JSONValue {
        let view = await currentView()
        let counts: [(String, Int)] = [
            ("downloadSpeed", Int(min(max(view.snapshot.bytesPerSecond, 0), 0x1p62))),
            ("numActive", view.active.count), ("numStopped", view.stopped.count),
            ("numStoppedTotal", view.stoppedTotal), ("numWaiting", view.waiting.count),
            ("uploadSpeed", 0),
        ]
        return .object(counts.map { JSONValue.Member($0, .number(text: $1)) })
    }
}
