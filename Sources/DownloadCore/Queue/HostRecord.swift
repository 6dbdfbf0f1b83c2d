/// What is known of one host, and how many connections to it are open.
package struct HostRecord: Hashable, Sendable {
    /// Scheme, host and port.
    package let key: String
    /// The number of its name: http, https and FTP servers of one name are one machine.
    let name: Int
    /// The most connections that settings allow.
    package let most: Int
    /// Whether a download that was given more has no more either, and the connections to the same
    /// name by other schemes and ports count, too.
    package let isStrict: Bool
    /// How many connections it is asked for.
    package var ceiling: HostCeiling
    /// Whether it cannot be reached, as downloads have found that have given up.
    package var outage = HostOutage()
    /// The connections that are open to it, or being opened.
    package internal(set) var inUse = 0
    /// As many connections for one file as have been found to help.
    package private(set) var goodFragments: Int?
    /// When that was found, in seconds since 1970.
    package private(set) var updated = 0.0
    /// Whether the HTTP proxy before it refuses tunnels, and translates FTP instead.
    package var hasNoTunnel = false
    /// How it gets user names and passwords.
    package var login = HostLogin()
    /// Whether it was remembered, or is to be from now on.
    package var isKept = false

    /// The seconds after which it is found out again how many connections help: servers and lines
    /// change.
    private static let staleSeconds = 30.0 * 86_400

    /// Creates one of a host of which nothing is known.
    package init(key: String, name: Int = 0, most: Int, isStrict: Bool) {
        self.key = key
        self.name = name
        self.most = most
        self.isStrict = isStrict
        ceiling = HostCeiling(most: most)
    }

    /// Whether there is something to remember of it.
    package var isWorthKeeping: Bool { ceiling.isLowered || goodFragments != nil || isKept }

    /// The connections that settings allow, or a user who gave some downloads these counts.
    package func mostConnections(for counts: some Sequence<FragmentCount>) -> Int {
        guard !isStrict else { return most }
        return counts.reduce(most) { most, count in
            guard case .fixed(let count) = count else { return most }
            return max(most, count)
        }
    }

    /// Takes up what an earlier run has learnt.
    ///
    /// - Parameters:
    ///   - remembered: The most connections that it allowed; `nil` when no ceiling was met.
    ///   - good: As many connections as helped.
    ///   - updated: When that was learnt, in seconds since 1970.
    ///   - date: Now, in seconds since 1970.
    package mutating func remember(
        ceiling remembered: Int?, goodFragments good: Int?, updated: Double, date: Double
    ) {
        ceiling = HostCeiling(most: most, remembered: remembered)
        isKept = true
        self.updated = updated
        if date - updated < HostRecord.staleSeconds { goodFragments = good }
    }

    /// Notes how many connections have been found to help.
    package mutating func learn(goodFragments count: Int, date: Double) {
        guard goodFragments != count else { return }
        goodFragments = count
        updated = date
    }
}
