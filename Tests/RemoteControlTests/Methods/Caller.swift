import DownloadCore

@testable import RemoteControl

/// A client that knows the token, with a queue that downloads nothing.
struct Caller {
    /// The token.
    static let secret = "0123456789abcdef"

    let queue = FakeQueue()
    let service: MethodService

    /// Creates a client.
    ///
    /// - Parameter change: Changes the rules.
    init(_ change: (inout MethodRules) -> Void = { _ in }) {
        var rules = MethodRules(
            secret: Self.secret, folders: ["/d", "/home/u/.files"], allowsShutdown: false,
            template: DownloadRequest(source: "", directory: "/d"))
        change(&rules)
        service = MethodService(queue, rules: rules, leadsOut: { $0.contains("/link") }) {}
    }

    /// Sends a text.
    func send(_ text: String, requiresToken: Bool = false) async -> RPCReply {
        await service.answer(RPCRequest(body: Array(text.utf8), requiresToken: requiresToken))
    }

    /// Calls a method.
    ///
    /// - Parameters:
    ///   - method: The name after `aria2.`.
    ///   - params: The parameters after the token, as JSON, separated by commas.
    /// - Returns: The result as JSON, or the message of the error.
    func call(_ method: String, _ params: String = "") async -> String {
        let rest = params.isEmpty ? "" : ",\(params)"
        let reply = await send(
            #"{"id":1,"method":"aria2.\#(method)","params":["token:\#(Self.secret)"\#(rest)]}"#)
        let text = String(decoding: reply.body, as: UTF8.self)
        let value = try? JSONReader.read(reply.body)
        if let result = value?["result"] { return String(decoding: result.text, as: UTF8.self) }
        if case .string(let message) = value?["error"]?["message"] { return message }
        return text
    }

    /// Adds a paused download of `http://h/NAME`.
    ///
    /// - Returns: Its identifier.
    func add(_ name: String, _ options: String = "") async -> String {
        let more = options.isEmpty ? "" : ",\(options)"
        return await call("addUri", #"["http://h/\#(name)"],{"pause":"true"\#(more)}"#)
            .filter { $0 != "\"" }
    }

    /// Changes the queue as the engine would, and waits until the service knows.
    func change(_ change: (inout Snapshot) -> Void) async {
        queue.change(change)
        while await service.currentView().snapshot.time < queue.time { await Task.yield() }
    }

    /// Changes one download as the engine would, and waits until the service knows.
    func change(_ place: Int, _ change: (inout DownloadSnapshot) -> Void) async {
        await self.change { change(&$0.downloads[place]) }
    }
}
