import DownloadCore

/// Answers requests with the methods of aria2, performed by a `DownloadService`.
public final class MethodService: RequestAnswering {
    private let service: any DownloadService
    private let rules: MethodRules
    private let shutdown: @Sendable () -> Void

    /// Creates a service.
    ///
    /// - Parameters:
    ///   - service: The engine.
    ///   - rules: The settings of the methods.
    ///   - shutdown: Ends the program; called after the reply to `aria2.shutdown` was returned.
    public init(
        _ service: any DownloadService, rules: MethodRules,
        shutdown: @escaping @Sendable () -> Void
    ) {
        self.service = service
        self.rules = rules
        self.shutdown = shutdown
    }

    /// Answers a request or a batch.
    public func answer(_ request: RPCRequest) async -> RPCReply {
        RPCReply(status: 500, body: [])
    }

    /// Returns the notifications from now on.
    public func notifications() -> AsyncStream<[UInt8]> { AsyncStream { $0.finish() } }
}
