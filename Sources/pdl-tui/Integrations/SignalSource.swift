import CLinux
import Dispatch
import Glibc

/// Delivers one signal to a queue, from the moment of its creation.
///
/// A signal source of Dispatch loses the signals that arrive before its manager thread has set it
/// up. The handler here is set synchronously, and writes to an eventfd(2), which keeps them.
final class SignalSource {
    private let number: Int32
    private let descriptor: Int32
    private let source: any DispatchSourceRead

    /// Starts listening in place of any earlier source for the signal.
    ///
    /// - Parameters:
    ///   - number: The signal.
    ///   - queue: The queue to act on.
    ///   - act: Called after one or more signals have arrived.
    init(_ number: Int32, on queue: DispatchQueue, _ act: @escaping @Sendable () -> Void) {
        self.number = number
        let descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        self.descriptor = descriptor
        pdl_count_signal(number, descriptor)
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        // The source lives until it is cancelled: without one, a late signal would kill the process.
        source.setEventHandler { [self] in
            var count: UInt64 = 0
            guard read(descriptor, &count, MemoryLayout.size(ofValue: count)) > 0 else { return }
            act()
            withExtendedLifetime(self) {}
        }
        source.setCancelHandler { close(descriptor) }
        source.activate()
    }

    /// Listens again after the disposition of the signal was changed.
    func resume() { pdl_count_signal(number, descriptor) }

    /// Stops listening; the signal has its default action again.
    func cancel() {
        guard !source.isCancelled else { return }
        pdl_restore_signal(number, descriptor)
        source.cancel()
    }
}
