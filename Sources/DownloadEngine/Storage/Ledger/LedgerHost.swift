import DownloadCore

/// What was learnt of a host, so that the next download from it begins better.
package struct LedgerHost: Hashable, Sendable {
    /// The host and port, in lower case.
    package var host: String
    /// The most connections that it has been found to allow; `nil` when no ceiling was met.
    package var connectionCeiling: Int?
    /// The longest range in bytes that it gives at once; `nil` when no cap was met.
    package var rangeCap: Int64?
    /// Whether it gives ranges; `nil` when not known.
    package var givesRanges: Bool?
    /// How many fragments at a time were found to be best.
    package var goodFragments: Int?
    /// When that was learnt, in seconds since 1970.
    package var updated: Double = 0

    /// Creates a host of which nothing is known.
    package init(host: String) {
        self.host = host
    }
}
