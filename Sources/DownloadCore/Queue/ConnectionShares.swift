/// Divides the connections to one host among downloads.
///
/// Each download gets its share first, in queue order. Downloads that want more get the rest, and
/// release it when another one needs its share later.
package struct ConnectionShares: Hashable, Sendable {
    /// The connections that a download has to the host, and wants.
    package struct Sharer: Hashable, Sendable {
        /// The number of its connections to its primary source.
        package var leads: Int
        /// The number of its connections to all sources.
        package var lanes: Int
        /// The number of connections that it wants to all sources.
        package var wanted: Int

        /// Creates it.
        package init(leads: Int, lanes: Int, wanted: Int) {
            self.leads = leads
            self.lanes = lanes
            self.wanted = wanted
        }
    }

    /// The number of connections that each download is entitled to.
    package let share: Int
    private let isShared: Bool

    /// Divides the allowed connections of a host among this number of downloads.
    package init(allowed: Int, among count: Int) {
        share = max(1, allowed / max(1, count))
        isShared = count > 1
    }

    /// Returns the number of connections that a download may open when `free` are free.
    ///
    /// It is at most its share; of the leftover, as many as the download wants.
    package func allowance(for sharer: Sharer, free: Int, isLeftover: Bool) -> Int {
        let most = isLeftover ? free : min(free, share - sharer.leads)
        return most > 0 ? max(0, min(most, sharer.wanted - sharer.lanes)) : 0
    }

    /// Returns the number of connections that downloads lack of their shares, beyond the free ones.
    ///
    /// It is negative when some are left. A single download lacks none. `demands` holds, for each
    /// download, its connections to its primary source, and the number of further ones that it
    /// could use now.
    package func lacking(_ demands: some Sequence<(leads: Int, demand: Int)>, free: Int) -> Int {
        guard isShared else { return 0 }
        return demands.reduce(-free) { sum, sharer in
            sum + max(0, min(share - sharer.leads, sharer.demand))
        }
    }

    /// Returns the number of connections that a download must release when `lacking` are needed.
    package func surplus(leads: Int, lacking: Int) -> Int { max(0, min(leads - share, lacking)) }
}
