import DownloadCore

/// What was learnt about a host, so that the next download from it starts better.
package struct LedgerHost: Hashable, Sendable {
    /// The host and port, in lower case.
    package var host: String
    /// The most connections that it has accepted; `nil` when no limit was met.
    package var connectionCeiling: Int?
    /// The longest range in bytes that it sends at once; `nil` when no cap was met.
    package var rangeCap: Int64?
    /// Whether it supports ranges; `nil` when unknown.
    package var givesRanges: Bool?
    /// The number of concurrent fragments that was found to be best.
    package var goodFragments: Int?
    /// When that was learnt, in seconds since 1970.
    package var updated: Double = 0

    /// Creates a host without any facts.
    package init(host: String) {
        self.host = host
    }
}
