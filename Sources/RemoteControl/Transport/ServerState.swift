import DownloadCore
import NIOCore
import NIOPosix

/// The state that all connections share; it belongs to the event loop.
final class ServerState {
    let rules: TransportRules
    let limits: TransportLimits
    let folder: WebFolder?
    /// Reads files for `folder`.
    let threads: NIOThreadPool
    let loop: any EventLoop
    private let answerer: any RequestAnswering
    let log: @Sendable (String) -> Void

    private var watches: [ObjectIdentifier: ConnectionWatch] = [:]
    private var webSockets: [ObjectIdentifier: WebSocketConnection] = [:]
    private var refusals = RefusalLog()
    private var wrongTokens = WrongTokens()
    private var answers: [Int: Task<Void, Never>] = [:]
    private var nextAnswer = 0
    private var notifications: Task<Void, Never>?
    private var isEnding = false

    init(
        _ rules: TransportRules, _ limits: TransportLimits, _ answerer: any RequestAnswering,
        threads: NIOThreadPool, loop: any EventLoop, log: @escaping @Sendable (String) -> Void
    ) {
        self.rules = rules
        self.limits = limits
        self.answerer = answerer
        self.threads = threads
        self.loop = loop
        self.log = log
        folder = rules.webFolder.map(WebFolder.init)
    }

    private var now: Instant {
        Instant(seconds: Double(NIODeadline.now().uptimeNanoseconds) / 1e9)
    }

    // MARK: Connections

    /// Admits a connection; returns `false` if there are too many.
    ///
    /// The one that has waited longest for a head gives way: slow clients cannot lock others out.
    func add(_ watch: ConnectionWatch) -> Bool {
        if watches.count >= limits.connections {
            let oldest = watches.values.filter { $0.phase == .head }.min { $0.began < $1.began }
            note(.connections, nil)
            guard let oldest else { return false }
            remove(oldest)
            oldest.close()
        }
        watches[ObjectIdentifier(watch)] = watch
        return !isEnding
    }

    func remove(_ watch: ConnectionWatch) { watches[ObjectIdentifier(watch)] = nil }

    /// Logs a refusal, unless the same one was logged a moment ago.
    func note(_ refusal: AccessRefusal, _ head: RequestHead?) {
        if let line = refusals.line(refusal, head, at: now) { log(line) }
    }

    // MARK: Requests

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - peer: The peer's address.
    ///   - head: The head of the HTTP request.
    ///   - completion: Takes the reply when it may be sent; `nil` if the peer has sent too many
    ///     wrong tokens.
    func answer(
        _ request: RPCRequest, from peer: String, _ head: RequestHead,
        completion: @escaping (RPCReply?) -> Void
    ) {
        guard wrongTokens.admits(peer, at: now) else {
            note(.guesses, head)
            return completion(nil)
        }
        let promise = loop.makePromise(of: RPCReply.self)
        let number = nextAnswer
        nextAnswer += 1
        answers[number] = Task { [answerer] in
            promise.succeed(await answerer.answer(request))
        }
        promise.futureResult.assumeIsolated().whenSuccess { reply in
            self.answers[number] = nil
            guard reply.isUnauthorized else { return completion(reply) }
            self.note(.token, head)
            let wait = self.wrongTokens.wait(peer, at: self.now)
            self.loop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(wait * 1e9))) {
                completion(reply)
            }
        }
    }

    // MARK: WebSockets

    func add(_ webSocket: WebSocketConnection) {
        webSockets[ObjectIdentifier(webSocket)] = webSocket
        guard notifications == nil, !isEnding else { return }
        let (texts, state) = (answerer.notifications(), NIOLoopBound(self, eventLoop: loop))
        notifications = Task { [loop] in
            for await text in texts {
                // Waits for the loop, so that the stream's buffer is the only one.
                try? await loop.submit { state.value.broadcast(text) }.get()
            }
        }
    }

    func remove(_ webSocket: WebSocketConnection) {
        webSockets[ObjectIdentifier(webSocket)] = nil
        guard webSockets.isEmpty else { return }
        notifications?.cancel()
        notifications = nil
    }

    private func broadcast(_ text: [UInt8]) {
        for webSocket in webSockets.values { webSocket.notify(text) }
    }

    // MARK: The end

    /// Closes idle connections and refuses new ones; returns the tasks that must end first.
    func end() -> [Task<Void, Never>] {
        isEnding = true
        notifications?.cancel()
        for webSocket in webSockets.values { webSocket.end() }
        for watch in watches.values where watch.phase == .head { watch.close() }
        return Array(answers.values) + [notifications].compactMap(\.self)
    }
}
