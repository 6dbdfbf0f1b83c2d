/// Settings of one download that take precedence over those of all downloads.
public struct DownloadOverrides: Hashable, Sendable, Codable, DefaultInitializable {
    /// The number of attempts without progress after which a fragment fails; 0 is no limit.
    public var tries: Int?
    /// The seconds without data after which a connection counts as stalled.
    public var timeout: Double?
    /// Whether the finished file gets the modification time from the server.
    public var usesServerTime: Bool?

    /// Creates overrides that change nothing.
    public init() {}

    /// The allowed numbers of attempts.
    package static let allowedTries = 0...1_000
    /// The allowed timeouts in seconds.
    package static let allowedTimeouts = 0.001...86_400.0

    /// The problem with the values, in words; `nil` when they are allowed.
    package var problem: String? {
        if let tries, !Self.allowedTries.contains(tries) { return "\(tries) tries are not allowed" }
        if let timeout, !Self.allowedTimeouts.contains(timeout) {
            return "a timeout of \(timeout) seconds is not allowed"
        }
        return nil
    }
}
