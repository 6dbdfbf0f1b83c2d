import DownloadCore

/// What an engine is asked for.
extension EngineClient {
    /// The maximum number of requests in one frame.
    private static let mostRequests = 200

    package func perform(_ intent: Intent) async {
        if case .add(let requests) = intent {
            return await send(requests) { .perform($0, .add($1)) }
        }
        _ = try? await request { .perform($0, intent) }
    }

    package func takeUp(_ requests: [DownloadRequest]) async {
        await send(requests) { .takeUp($0, $1) }
    }

    private func send(
        _ requests: [DownloadRequest], as message: (Int, [DownloadRequest]) -> FaceMessage
    ) async {
        _ = try? await submit(requests, as: message)
    }

    /// Submits requests in frames of a bounded size.
    ///
    /// - Throws: `LinkError` when one of them is refused; the earlier ones are in the queue.
    package func submit(_ requests: [DownloadRequest]) async throws(LinkError) {
        try await submit(requests) { .takeUp($0, $1) }
    }

    private func submit(
        _ requests: [DownloadRequest], as message: (Int, [DownloadRequest]) -> FaceMessage
    ) async throws(LinkError) {
        var rest = requests[...]
        var most = Self.mostRequests
        while !rest.isEmpty {
            let batch = Array(rest.prefix(most))
            if Frame.bytes(of: message(0, batch)) == nil {
                guard most > 1 else { throw .failed("a request is too large to be handed over") }
                most = max(1, batch.count / 2)
                continue
            }
            try await request { message($0, batch) }
            rest = rest.dropFirst(batch.count)
        }
    }

    /// Performs an intent.
    ///
    /// - Throws: `LinkError` when the engine refuses it or ends.
    package func request(_ intent: Intent) async throws(LinkError) {
        try await request { .perform($0, intent) }
    }

    /// Has the engine answer, without changing anything.
    func probe() async { _ = try? await request { .takeUp($0, []) } }
}
