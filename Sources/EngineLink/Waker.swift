import CLinux
import Glibc

/// Wakes a polling thread.
final class Waker: Sendable {
    let descriptor: SocketHandle

    init() throws(LinkError) {
        let number = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard number >= 0 else { throw .system("cannot make an event descriptor") }
        descriptor = SocketHandle(number)
    }

    func wake() { eventfd_write(descriptor.number, 1) }

    func reset() {
        var count: eventfd_t = 0
        eventfd_read(descriptor.number, &count)
    }
}

/// Runs `body` on a new thread.
func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let result = pthread_create(
        &thread, nil,
        { context in
            guard let context else { return nil }
            Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
            return nil
        }, box.toOpaque())
    precondition(result == 0, "no thread for the engine's socket: \(result)")
    pthread_detach(thread)
}

/// Returns the seconds on the monotonic clock.
func monotonicSeconds() -> Double { pdl_clock_seconds(CLOCK_MONOTONIC) }
