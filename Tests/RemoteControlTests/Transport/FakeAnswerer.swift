import Synchronization

@testable import RemoteControl

/// Answers requests without knowing their protocol.
///
/// The texts `wrong` and `hold` stand for a wrong token and for a request whose answer takes until
/// `release`; all others come back as they are.
final class FakeAnswerer: RequestAnswering {
    private struct State {
        var requests: [RPCRequest] = []
        var held: [CheckedContinuation<Void, Never>] = []
        var isReleased = false
        var streams: [AsyncStream<[UInt8]>.Continuation] = []
    }

    private let state = Mutex(State())

    /// The requests so far.
    var requests: [RPCRequest] { state.withLock { $0.requests } }
    /// The number of streams of notifications so far.
    var streams: Int { state.withLock { $0.streams.count } }

    func answer(_ request: RPCRequest) async -> RPCReply {
        state.withLock { $0.requests.append(request) }
        switch String(decoding: request.body, as: UTF8.self) {
        case "wrong": return RPCReply(status: 400, body: request.body, isUnauthorized: true)
        case "hold": await hold()
        default: break
        }
        return RPCReply(status: 200, body: request.body)
    }

    private func hold() async {
        await withCheckedContinuation { continuation in
            let isReleased = state.withLock { state in
                if !state.isReleased { state.held.append(continuation) }
                return state.isReleased
            }
            if isReleased { continuation.resume() }
        }
    }

    /// Answers the requests that are held.
    func release() {
        let held = state.withLock { state in
            state.isReleased = true
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    func notifications() -> AsyncStream<[UInt8]> {
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        state.withLock { $0.streams.append(continuation) }
        return stream
    }

    /// Sends a notification.
    func notify(_ text: String) {
        for stream in state.withLock({ $0.streams }) { stream.yield(Array(text.utf8)) }
    }
}
