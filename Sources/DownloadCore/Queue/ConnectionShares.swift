/// How downloads share the connections to one host.
///
/// Each gets its share first, in the queue's order; what is left goes to those that want more, and is
/// given back when another one wants its share later.
package struct ConnectionShares: Hashable, Sendable {
    /// What a download has of the host, and wants.
    package struct Sharer: Hashable, Sendable {
        /// The connections that it has at its leading source.
        package var leads: Int
        /// The connections that it has at all sources.
        package var lanes: Int
        /// The connections that it wants at all sources.
        package var wanted: Int

        /// Creates it.
        package init(leads: Int, lanes: Int, wanted: Int) {
            self.leads = leads
            self.lanes = lanes
            self.wanted = wanted
        }
    }

    /// The connections that each download may count on.
    package let share: Int
    private let isShared: Bool

    /// Shares what a host allows among some downloads.
    package init(allowed: Int, among count: Int) {
        share = max(1, allowed / max(1, count))
        isShared = count > 1
    }

    /// How many connections a download may open where `free` are free: up to its share, or, of what
    /// is left over, as many as it wants.
    package func allowance(for sharer: Sharer, free: Int, isLeftover: Bool) -> Int {
        let most = isLeftover ? free : min(free, share - sharer.leads)
        return most > 0 ? max(0, min(most, sharer.wanted - sharer.lanes)) : 0
    }

    /// How many connections downloads lack of their shares, beyond those that are free; negative when
    /// some are left.
    ///
    /// One download alone lacks none. `demands`: for each download its connections at its leading
    /// source, and how many more it could use now.
    package func lacking(_ demands: some Sequence<(leads: Int, demand: Int)>, free: Int) -> Int {
        guard isShared else { return 0 }
        return demands.reduce(-free) { sum, sharer in
            sum + max(0, min(share - sharer.leads, sharer.demand))
        }
    }

    /// How many connections a download is to give back when so many are lacking.
    package func surplus(leads: Int, lacking: Int) -> Int { max(0, min(leads - share, lacking)) }
}
