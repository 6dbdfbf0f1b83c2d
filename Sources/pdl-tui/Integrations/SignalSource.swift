import CSignals
import Dispatch
import DownloadCore
import DownloadEngine
import Glibc

/// Delivers one signal to a queue, from its creation until it is cancelled.
///
/// A signal source of Dispatch loses the signals that arrive before its manager thread has set it
/// up. The handler here is set synchronously, and counts them in an eventfd(2). A signal has one
/// source at a time. It lives until it is cancelled, even if nothing refers to it: without a handler,
/// a late signal would kill the process.
final class SignalSource {
    private let number: Int32
    private let source: any DispatchSourceRead

    /// Starts listening.
    ///
    /// - Parameters:
    ///   - number: The signal.
    ///   - queue: The queue to act on.
    ///   - act: Called after one or more signals have arrived.
    /// - Throws: `DownloadError` when no descriptors are left.
    init(
        _ number: Int32, on queue: DispatchQueue, _ act: @escaping @Sendable () -> Void
    ) throws(DownloadError) {
        self.number = number
        let counter = pdl_count_signal(number)
        guard counter >= 0 else {
            throw SystemError.last.downloadError("cannot handle signal \(number)")
        }
        source = DispatchSource.makeReadSource(fileDescriptor: counter, queue: queue)
        source.setEventHandler { [self] in
            var count: UInt64 = 0
            guard read(counter, &count, MemoryLayout.size(ofValue: count)) > 0 else { return }
            act()
            withExtendedLifetime(self) {}
        }
        source.activate()
    }

    /// Listens again after the disposition of the signal was changed.
    func resume() { _ = pdl_count_signal(number) }

    /// Stops listening; the signal has its default action again.
    func cancel() {
        guard !source.isCancelled else { return }
        pdl_restore_signal(number)
        source.cancel()
    }
}
