import CLibcurl
import CLinux
import Glibc

/// Waits for the sockets and the timer of libcurl's multi handle (`epoll`).
///
/// Only ready sockets are processed, so a thousand idle connections cost nothing. Used on the
/// loop's thread only, except for `wake`.
final class SocketPoll {
    private let poll: Descriptor
    private let waker: Descriptor
    /// When libcurl's timer expires, in seconds of the monotonic clock.
    private var deadline: Double?
    /// Sockets that libcurl currently does not wait for.
    ///
    /// libcurl registers a connection again with each request, so they are removed from `epoll`
    /// only when an event occurs on them.
    private var idle: Set<curl_socket_t> = []
    private var events: [epoll_event]

    /// The most events that are handled between two turns.
    private static let mostEvents = 64

    /// Creates the wait; `nil` when the process has too many files open.
    init?() {
        let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        let waker = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        self.poll = Descriptor(owning: poll)
        self.waker = Descriptor(owning: waker)
        events = Array(repeating: epoll_event(), count: SocketPoll.mostEvents)
        guard poll >= 0, waker >= 0, pdl_watch(poll, waker, EPOLLIN.rawValue) == 0 else {
            return nil
        }
    }

    /// Registers the callbacks through which libcurl announces its sockets and its timer.
    func connect(to multi: UnsafeMutableRawPointer) {
        pdl_multi_set_callbacks(
            multi,
            { _, socket, events, context, _ in
                guard let context else { return -1 }
                Unmanaged<SocketPoll>.fromOpaque(context).takeUnretainedValue()
                    .watch(socket, events)
                return 0
            },
            { _, milliseconds, context in
                guard let context else { return -1 }
                Unmanaged<SocketPoll>.fromOpaque(context).takeUnretainedValue()
                    .setTimer(milliseconds)
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Waits for these events of a socket from now on, in libcurl's notation.
    func watch(_ socket: curl_socket_t, _ events: Int32) {
        idle.remove(socket)
        switch events {
        case CURL_POLL_IN: _ = pdl_watch(poll.number, socket, EPOLLIN.rawValue)
        case CURL_POLL_OUT: _ = pdl_watch(poll.number, socket, EPOLLOUT.rawValue)
        case CURL_POLL_INOUT:
            _ = pdl_watch(poll.number, socket, EPOLLIN.rawValue | EPOLLOUT.rawValue)
        default: idle.insert(socket)
        }
    }

    private func setTimer(_ milliseconds: Int) {
        deadline = milliseconds < 0 ? nil : now + Double(milliseconds) / 1_000
    }

    private var now: Double { pdl_clock_seconds(CLOCK_MONOTONIC) }

    /// Ends a wait, on any thread.
    ///
    /// - Parameter waker: The value of `wakerNumber`.
    static func wake(_ waker: Int32) {
        var one: UInt64 = 1
        // It fails only when the counter is full, and then the wait ends anyway.
        _ = write(waker, &one, MemoryLayout<UInt64>.size)
    }

    /// The argument for `wake`.
    var wakerNumber: Int32 { waker.number }

    /// Waits until a socket or the timer is due, a wake-up arrives, or `seconds` are over, and lets
    /// libcurl work.
    ///
    /// - Parameters:
    ///   - seconds: The longest wait; `nil` for no limit.
    ///   - multi: libcurl's multi handle.
    ///   - didWait: Called before libcurl works.
    func wait(
        _ seconds: Double?, for multi: UnsafeMutableRawPointer, didWait: () -> Void
    ) {
        var milliseconds =
            seconds.map { Int32(min(max(($0 * 1_000).rounded(.up), 0), 60_000)) } ?? -1
        if let deadline {
            let left = max(0, deadline - now) * 1_000
            let timer = Int32(min(left.rounded(.up), 60_000))
            milliseconds = milliseconds < 0 ? timer : min(milliseconds, timer)
        }
        let count = epoll_wait(poll.number, &events, Int32(events.count), milliseconds)
        didWait()
        var running: Int32 = 0
        if let deadline, deadline <= now {
            self.deadline = nil
            curl_multi_socket_action(multi, pdl_socket_timeout, 0, &running)
        }
        for index in 0..<max(0, Int(count)) {
            let event = events[index]
            let file = withUnsafePointer(to: event) { pdl_event_file($0) }
            if file == waker.number {
                var value: UInt64 = 0
                _ = read(waker.number, &value, MemoryLayout<UInt64>.size)
                continue
            }
            if idle.remove(file) != nil {
                pdl_unwatch(poll.number, file)
                continue
            }
            var mask: Int32 = 0
            if event.events & EPOLLIN.rawValue != 0 { mask |= CURL_CSELECT_IN }
            if event.events & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
            if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 {
                mask |= CURL_CSELECT_ERR
            }
            curl_multi_socket_action(multi, file, mask, &running)
        }
    }
}
