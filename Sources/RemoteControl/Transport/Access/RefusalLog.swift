import DownloadCore

/// Decides which refusals are logged: the same one at most once a minute.
struct RefusalLog: Sendable {
    private struct Key: Hashable {
        var refusal: AccessRefusal
        var origin: String
        var host: String
    }

    private static let interval = 60.0
    /// The maximum number of different refusals within a minute.
    private static let most = 64
    private var logged: [Key: Instant] = [:]

    /// Records a refusal.
    ///
    /// - Parameters:
    ///   - refusal: The reason.
    ///   - head: The request; `nil` if there is none.
    ///   - time: The current time.
    /// - Returns: The line for the log; `nil` if the same one was logged less than a minute ago.
    mutating func line(_ refusal: AccessRefusal, _ head: RequestHead?, at time: Instant) -> String?
    {
        let key = Key(
            refusal: refusal,
            origin: Self.shown(head?.values("origin")) { Origin($0)?.text },
            host: Self.shown(head?.values("host")) { Authority($0)?.text })
        if let last = logged[key], time - last < Self.interval { return nil }
        if logged.count >= Self.most {
            logged = logged.filter { time - $0.value < Self.interval }
            guard logged.count < Self.most else { return nil }
        }
        logged[key] = time
        return "RPC: refused a request (Origin \(key.origin), Host \(key.host)): \(refusal.advice)"
    }

    /// Returns a header in its parsed form, which cannot hold a path, a query or credentials.
    private static func shown(_ values: [String]?, _ parse: (String) -> String?) -> String {
        guard let values, let first = values.first else { return "none" }
        return values.count == 1 ? parse(first) ?? "malformed" : "repeated"
    }
}
