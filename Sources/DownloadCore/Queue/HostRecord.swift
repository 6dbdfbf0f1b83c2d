/// The facts about one host, and the number of open connections to it.
package struct HostRecord: Hashable, Sendable {
    /// Its scheme, host and port.
    package let key: String
    /// The number of its name: http, https and FTP servers of one name are one machine.
    let name: Int
    /// The maximum number of connections that the settings allow.
    package private(set) var most: Int
    /// Whether the settings' maximum also binds downloads with a higher count of their own.
    ///
    /// Then the connections to the same name by other schemes and ports count, too.
    package private(set) var isStrict: Bool
    /// The ceiling on connections to it.
    package var ceiling: HostCeiling
    /// Whether it is unreachable, according to downloads that have given up.
    package var outage = HostOutage()
    /// The number of its connections that are open or being opened.
    package internal(set) var inUse = 0
    /// The number of connections for one file that was found to help.
    package private(set) var goodFragments: Int?
    /// When that was found, in seconds since 1970.
    package private(set) var updated = 0.0
    /// Whether its HTTP proxy refuses tunnels and translates FTP instead.
    package var hasNoTunnel = false
    /// How it receives user names and passwords.
    package var login = HostLogin()
    /// The public key that the user trusts, whether or not its certificate can be verified.
    package var trustedKey: String?
    /// Whether the last file that it served was so small that it was gathered in memory.
    package var servesSmallFiles = false
    /// Whether it was remembered, or will be from now on.
    package var isKept = false

    /// The seconds after which the number of helpful connections is measured again.
    ///
    /// Servers and lines change.
    private static let staleSeconds = 30.0 * 86_400

    /// Creates the record of an unknown host.
    package init(key: String, name: Int = 0, most: Int, isStrict: Bool) {
        self.key = key
        self.name = name
        self.most = most
        self.isStrict = isStrict
        ceiling = HostCeiling(most: most)
    }

    /// Changes the maximum of the settings.
    mutating func limit(to most: Int, isStrict: Bool) {
        self.isStrict = isStrict
        guard most != self.most else { return }
        self.most = most
        ceiling.limit(to: most)
    }

    /// Whether there is something to remember about it.
    package var isWorthKeeping: Bool { ceiling.isLowered || goodFragments != nil || isKept }

    /// Returns the maximum number of connections: by the settings, or the largest number of lanes
    /// that a download was told or found to use.
    package func mostConnections(for counts: some Sequence<Int>) -> Int {
        isStrict ? most : counts.reduce(most, max)
    }

    /// Restores what an earlier run learned.
    ///
    /// - Parameters:
    ///   - remembered: The maximum number of connections that it allowed; `nil` is no known
    ///     ceiling.
    ///   - good: The number of connections that helped.
    ///   - updated: When that was learned, in seconds since 1970.
    ///   - date: Now, in seconds since 1970.
    package mutating func remember(
        ceiling remembered: Int?, goodFragments good: Int?, updated: Double, date: Double
    ) {
        ceiling = HostCeiling(most: most, remembered: remembered)
        isKept = true
        self.updated = updated
        if date - updated < HostRecord.staleSeconds { goodFragments = good }
    }

    /// Records the number of connections that was found to help.
    package mutating func learn(goodFragments count: Int, date: Double) {
        guard goodFragments != count else { return }
        goodFragments = count
        updated = date
    }
}
