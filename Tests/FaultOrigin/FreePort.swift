import Synchronization

/// Port numbers for servers of tests.
package enum FreePort {
    /// Below the ports that the system hands to clients, so that none of them can take one while
    /// its server is down.
    private static let range = 10_000..<32_000
    private static let last = Mutex(Int.random(in: range))

    /// A number that this process has not used lately; another process may have taken it.
    package static func next() -> Int {
        last.withLock { last in
            last += 1
            if !range.contains(last) { last = range.lowerBound }
            return last
        }
    }
}
