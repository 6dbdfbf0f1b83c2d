import Synchronization

/// Allocates ports for test servers.
package enum FreePort {
    /// Lies below the ephemeral ports, so that no client can take a port while its server is down.
    private static let range = 10_000..<32_000
    private static let last = Mutex(Int.random(in: range))

    /// Returns a port not recently used by this process; another process may have taken it.
    package static func next() -> Int {
        last.withLock { last in
            last += 1
            if !range.contains(last) { last = range.lowerBound }
            return last
        }
    }
}
