import DownloadCore

/// Answers requests with the methods of aria2, performed by a `DownloadService`.
///
/// Files named `MethodService+…` hold the methods, one topic each.
public actor MethodService: RequestAnswering {
    /// The maximum length of a reply after which no further call of a request is performed.
    private static let mostReplyBytes = 32 << 20

    let service: any DownloadService
    let rules: MethodRules
    let folders: FolderRule
    private let leadsOut: @Sendable (String) async -> Bool
    /// The values of new downloads, which `changeGlobalOption` changes until the program ends.
    var template: DownloadRequest
    /// The queue; `nil` before the first request.
    var view: QueueView?
    private var pending = PendingEffects()
    private var performed = 0
    let feed = NotificationFeed()
    private var following: Task<Void, Never>?
    private let session: String
    private let shutdown: @Sendable () -> Void

    /// Creates a service.
    ///
    /// - Parameters:
    ///   - service: The engine.
    ///   - rules: The settings of the methods.
    ///   - leadsOut: Returns whether a folder's path leads out of the allowed folders by symbolic
    ///     links.
    ///   - shutdown: Ends the program; called after the reply to `aria2.shutdown` was returned.
    public init(
        _ service: any DownloadService, rules: MethodRules,
        leadsOut: @escaping @Sendable (String) async -> Bool = { _ in false },
        shutdown: @escaping @Sendable () -> Void
    ) {
        self.service = service
        self.rules = rules
        self.shutdown = shutdown
        folders = FolderRule(rules.folders)
        self.leadsOut = leadsOut
        template = rules.template
        session =
            GID.random().description + GID.random().description
            + GID.random().description.prefix(8)
    }

    // MARK: Requests

    /// Answers a request or a batch.
    public func answer(_ request: RPCRequest) async -> RPCReply {
        var gate = TokenGate(secret: rules.secret, requiresToken: request.requiresToken)
        let envelope: RPCEnvelope
        do throws(RPCError) {
            envelope = try RPCEnvelope(request.body)
        } catch {
            let answer = RPCAnswer(id: .null, outcome: .failure(error))
            return RPCReply(status: answer.status, body: answer.json.text)
        }
        switch envelope {
        case .single(let value):
            let answer = await answer(to: value, &gate)
            return RPCReply(
                status: answer.status, body: answer.json.text,
                isUnauthorized: gate.isUnauthorized)
        case .batch(let values):
            var body = Array("[".utf8)
            for value in values {
                if body.count > 1 { body.append(UInt8(ascii: ",")) }
                if body.count > Self.mostReplyBytes {
                    let id = value["id"] ?? .null
                    body += RPCAnswer(id: id, outcome: .failure(.tooLongReply)).json.text
                } else {
                    body += await answer(to: value, &gate).json.text
                }
            }
            body.append(UInt8(ascii: "]"))
            return RPCReply(status: 200, body: body, isUnauthorized: gate.isUnauthorized)
        }
    }

    /// Returns the notifications from now on.
    public nonisolated func notifications() -> AsyncStream<[UInt8]> {
        Task { await start() }
        return feed.stream()
    }

    private func answer(to value: JSONValue, _ gate: inout TokenGate) async -> RPCAnswer {
        do throws(RPCCall.Refusal) {
            let call = try RPCCall(value)
            return RPCAnswer(id: call.id ?? .null, outcome: await outcome(of: call, &gate))
        } catch {
            return RPCAnswer(id: error.id, outcome: .failure(error.error))
        }
    }

    private func outcome(
        of call: RPCCall, _ gate: inout TokenGate
    ) async -> Result<JSONValue, RPCError> {
        do throws(RPCError) {
            return .success(try await perform(call, &gate))
        } catch {
            return .failure(error)
        }
    }

    private func perform(_ call: RPCCall, _ gate: inout TokenGate) async throws(RPCError)
        -> JSONValue
    {
        let method = RPCMethod(rawValue: call.method)
        var params = call.params
        if method == .multicall {
            try gate.admit(&params, needsToken: false, isOuter: true)
            return try await multicall(Parameters(params), &gate)
        }
        try gate.admit(&params, needsToken: method?.needsToken ?? true)
        guard let method else {
            throw RPCError("No such method: \(call.method.bounded(to: 200))")
        }
        return try await perform(method, Parameters(params))
    }

    private func multicall(
        _ parameters: Parameters, _ gate: inout TokenGate
    ) async throws(RPCError) -> JSONValue {
        let values = try parameters.list(0)
        guard values.count <= RPCEnvelope.mostCalls else { throw .tooManyCalls }
        var results: [JSONValue] = []
        var bytes = 0
        for value in values {
            let outcome: Result<JSONValue, RPCError>
            do throws(RPCError) {
                guard bytes <= Self.mostReplyBytes else { throw .tooLongReply }
                outcome = await self.outcome(of: try RPCCall(inMulticall: value), &gate)
            } catch {
                outcome = .failure(error)
            }
            switch outcome {
            case .success(let result): results.append(.array([result]))
            case .failure(let error): results.append(error.json)
            }
            bytes += results.last?.estimatedLength ?? 0
        }
        return .array(results)
    }

    private func perform(
        _ method: RPCMethod, _ parameters: Parameters
    ) async throws(RPCError) -> JSONValue {
        switch method {
        case .addUri: try await addURI(parameters)
        case .addMetalink: try await addMetalink(parameters)
        case .remove, .forceRemove: try await remove(parameters)
        case .pause, .forcePause: try await pause(parameters)
        case .pauseAll, .forcePauseAll: await performForAll(.pauseAll)
        case .unpause: try await unpause(parameters)
        case .unpauseAll: await performForAll(.resumeAll)
        case .changePosition: try await changePosition(parameters)
        case .changeUri: try await changeURI(parameters)
        case .tellStatus: try await tellStatus(parameters)
        case .tellActive: try await tellActive(parameters)
        case .tellWaiting: try await tell(parameters) { $0.waiting }
        case .tellStopped: try await tell(parameters) { $0.stopped }
        case .getUris: try await getURIs(parameters)
        case .getFiles: try await getFiles(parameters)
        case .getServers: try await getServers(parameters)
        case .getGlobalStat: await globalStat()
        case .getOption: try await getOption(parameters)
        case .changeOption: try await changeOption(parameters)
        case .getGlobalOption: await getGlobalOption()
        case .changeGlobalOption: try await changeGlobalOption(parameters)
        case .purgeDownloadResult: await purgeResults()
        case .removeDownloadResult: try await removeResult(parameters)
        case .getVersion: Self.version
        case .getSessionInfo: .object([JSONValue.Member("sessionId", .string(session))])
        // The ledger is always up to date.
        case .saveSession: .string("OK")
        case .shutdown, .forceShutdown: try endProgram()
        case .multicall: throw RPCError("Recursive system.multicall forbidden.")
        case .listMethods: .strings(RPCMethod.allCases.map(\.rawValue))
        case .listNotifications: .strings(RPCNotification.allCases.map(\.rawValue))
        }
    }

    private static let version = JSONValue.object([
        JSONValue.Member(
            "enabledFeatures",
            .strings(["Async DNS", "GZip", "HTTPS", "Message Digest", "Metalink", "SFTP"])),
        JSONValue.Member("version", .string("1.37.0")),
    ])

    private func endProgram() throws(RPCError) -> JSONValue {
        guard rules.allowsShutdown else {
            throw RPCError("shutdown is not allowed; rpc.allow-shutdown in the settings allows it")
        }
        Task { [shutdown] in
            // Leaves time for the reply, as aria2 does.
            try? await Task.sleep(for: .seconds(1))
            shutdown()
        }
        return .string("OK")
    }

    /// Refuses folders from which symbolic links lead out of the allowed ones.
    func checkLinks(in requests: [DownloadRequest]) async throws(RPCError) {
        for directory in Set(requests.map(\.directory)) where await leadsOut(directory) {
            throw RPCError("options dir and out: a symbolic link leads out of the allowed folders")
        }
    }

    // MARK: The queue

    /// Performs an intent; the next look at the queue shows its effect.
    func perform(_ intent: Intent) async {
        performed += 1
        pending.note(intent)
        await service.perform(intent)
    }

    /// Returns the queue with the effect of all performed intents.
    func currentView() async -> QueueView {
        start()
        if view == nil || !pending.isEmpty {
            let known = performed
            for await snapshot in service.snapshots() {
                take(snapshot)
                break
            }
            // Other connections may have performed more meanwhile.
            if known == performed { pending = PendingEffects() }
        }
        return view ?? QueueView(Snapshot(time: Instant(seconds: 0)))
    }

    /// Finds a download by its identifier or the first digits of it.
    func find(_ parameters: Parameters) async throws(RPCError) -> Listed {
        let text = try parameters.string(0)
        if let entry = try? view?.find(text), !pending.concern(entry.download.id, named: text) {
            return entry
        }
        _ = await currentView()
        guard let entry = try view?.find(text) else { throw RPCError("GID \(text) is not found") }
        return entry
    }

    /// Whether a download has this identifier, or will have.
    func isTaken(_ gid: GID) async -> Bool {
        if view == nil { _ = await currentView() }
        return pending.include(gid) || view?.has(gid) ?? false
    }

    /// Follows the queue from now on.
    private func start() {
        guard following == nil else { return }
        let snapshots = service.snapshots()
        following = Task { [weak self] in
            for await snapshot in snapshots { await self?.take(snapshot) }
        }
    }

    private func take(_ snapshot: Snapshot) {
        guard view != nil else { return view = QueueView(snapshot) }
        // Several streams deliver them.
        guard let known = view?.snapshot.time, known < snapshot.time else { return }
        for (notification, gid) in view?.take(snapshot) ?? [] {
            feed.send(notification.text(about: gid))
        }
    }
}

extension RPCError {
    /// The reply to a batch or a `system.multicall` is too long to continue.
    static let tooLongReply = RPCError("the reply is too long; send fewer calls at a time")
}

extension JSONValue {
    /// Returns an array of strings.
    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// The approximate length of the value's text in bytes.
    fileprivate var estimatedLength: Int {
        switch self {
        case .null, .bool, .integer, .number: 8
        case .largeInteger(let text), .string(let text): text.utf8.count + 2
        case .array(let elements): elements.reduce(2) { $0 + $1.estimatedLength + 1 }
        case .object(let members):
            members.reduce(2) { $0 + $1.name.utf8.count + $1.value.estimatedLength + 4 }
        }
    }
}
