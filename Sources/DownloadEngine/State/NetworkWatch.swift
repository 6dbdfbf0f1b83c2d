import CLinux
import Dispatch
import Glibc

/// Reports changes of this machine's network: links, addresses and routes.
///
/// Without permission to watch the network, it reports nothing; downloads then retry by the clock.
final class NetworkWatch {
    /// The delay before a report, in seconds: changes come in bursts, and a new address is usable a
    /// moment later.
    private static let delay = 1.0

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
        source.setEventHandler {
            // The contents do not matter; what arrives during the delay belongs to this report.
            queue.asyncAfter(deadline: .now() + Self.delay) {
                NetworkWatch.drain(file)
                changed()
            }
            NetworkWatch.drain(file)
        }
        source.setCancelHandler { close(file) }
        source.activate()
        self.source = source
    }

    deinit { source?.cancel() }

    private static func drain(_ file: Int32) {
        withUnsafeTemporaryAllocation(byteCount: 8_192, alignment: 8) { buffer in
            while recv(file, buffer.baseAddress, buffer.count, 0) > 0 {}
        }
    }
}
