import CLinux
import Dispatch
import Glibc
import Synchronization

/// Reports changes of this machine's network: links, addresses and routes.
///
/// Without permission to watch the network, it reports nothing; downloads then retry by the clock.
final class NetworkWatch {
    /// The delay before a report, in seconds: changes come in bursts, and a new address is usable a
    /// moment later.
    private static let delay = 1.0

    /// Whether a change waits to be reported.
    private final class Burst: Sendable {
        private let isPending = Mutex(false)

        /// Returns whether this is the first change since the last report.
        func begin() -> Bool {
            isPending.withLock { isPending in
                defer { isPending = true }
                return !isPending
            }
        }

        func end() { isPending.withLock { $0 = false } }
    }

    private let source: (any DispatchSourceRead)?

    /// Starts to watch.
    ///
    /// - Parameter changed: Called after a change, on a queue of its own.
    init(_ changed: @escaping @Sendable () -> Void) {
        let file = pdl_watch_network()
        guard file >= 0 else {
            source = nil
            return
        }
        let queue = DispatchQueue(label: "network")
        let source = DispatchSource.makeReadSource(fileDescriptor: file, queue: queue)
        let burst = Burst()
        source.setEventHandler {
            NetworkWatch.drain(file)
            // What arrives during the delay belongs to this report.
            guard burst.begin() else { return }
            queue.asyncAfter(deadline: .now() + Self.delay) {
                burst.end()
                changed()
            }
        }
        source.setCancelHandler { close(file) }
        source.activate()
        self.source = source
    }

    deinit { source?.cancel() }

    /// Discards what has arrived; its contents do not matter.
    private static func drain(_ file: Int32) {
        withUnsafeTemporaryAllocation(byteCount: 8_192, alignment: 8) { buffer in
            while recv(file, buffer.baseAddress, buffer.count, 0) > 0 {}
        }
    }
}
