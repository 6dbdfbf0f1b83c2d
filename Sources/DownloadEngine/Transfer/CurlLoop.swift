import CLibcurl
import Glibc
import Synchronization

/// Runs libcurl's multi handle on a thread of its own, as an actor's executor.
///
/// The thread runs the queued jobs, takes a turn, waits for sockets, a wake-up or the time that the
/// turn or libcurl asked for, and lets libcurl work (`curl_multi_socket_action`). So the engine's
/// state, libcurl and the callbacks all live on one thread, and the data path takes no lock.
package final class CurlLoop: SerialExecutor {
    private struct Shared {
        var jobs: [UnownedJob] = []
        var isPolling = false
        var isWanted = false
        var isStopped = false
        var thread: pthread_t?

        /// Returns whether the caller must end the thread's wait; of several callers, only the
        /// first.
        mutating func takeWait() -> Bool {
            defer { isPolling = false }
            return isPolling
        }
    }

    private let shared = Mutex(Shared())
    /// libcurl's multi handle.
    ///
    /// Only the loop's thread uses it; it is freed when the thread has ended.
    nonisolated(unsafe) let multi: UnsafeMutableRawPointer
    /// The wait for sockets, used on the loop's thread only.
    nonisolated(unsafe) private let poll: SocketPoll
    private let waker: Int32
    /// The sockets that libcurl has open, used on the loop's thread only.
    nonisolated(unsafe) let sockets = SocketRegistry()
    /// The values of `--interface` that connections could be bound to before, used on the loop's
    /// thread only.
    nonisolated(unsafe) var localEnds: Set<String> = []
    /// The caches that all handles share, used on the loop's thread only.
    nonisolated(unsafe) let share: UnsafeMutableRawPointer

    /// Prepares a loop; `start` runs it.
    ///
    /// - Throws: `SetupError` when libcurl cannot be set up: out of memory or file descriptors.
    package init() throws(SetupError) {
        guard CurlLoop.isLibraryReady, let poll = SocketPoll(), let multi = curl_multi_init(),
            let share = curl_share_init()
        else { throw SetupError() }
        self.poll = poll
        waker = poll.wakerNumber
        self.multi = multi
        self.share = share
        poll.connect(to: multi)
        _ = pdl_multi_set_long(
            multi, CURLMOPT_MAXCONNECTS, OpenFiles.mostIdle(limit: OpenFiles.processLimit))
        _ = pdl_share(share, CURL_LOCK_DATA_SSL_SESSION)
    }

    /// Reports that libcurl could not be set up.
    package struct SetupError: Error {}

    /// libcurl's global initialization, once in a process, before any thread uses it.
    static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    deinit {
        curl_multi_cleanup(multi)
        curl_share_cleanup(share)
    }

    /// Starts the thread.
    ///
    /// - Parameter turn: Called on the thread after libcurl has worked. Returns the seconds after
    ///   which it is to be called even if nothing happens; `nil` for no such time.
    package func start(turn: @escaping @Sendable () -> Double?) {
        let body = Unmanaged.passRetained(ThreadBody { [self] in run(turn) })
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, body.toOpaque())
        precondition(result == 0, "no thread for the engine: \(result)")
        pthread_detach(thread)
    }

    /// Ends the thread after the queued jobs.
    ///
    /// Only for the end of the actor's life: a later job would never run.
    package func stop() {
        shared.withLock { $0.isStopped = true }
        SocketPoll.wake(waker)
    }

    /// Lets libcurl process every transfer.
    ///
    /// Call it on the loop's thread only, outside of libcurl's callbacks.
    func performAll() {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
    }

    /// Takes a turn when a socket that libcurl does not wait for becomes readable.
    ///
    /// Call it on the loop's thread only.
    func watch(_ socket: Int32) { poll.watch(socket, CURL_POLL_IN) }

    /// Stops watching a socket.
    ///
    /// Call it on the loop's thread only.
    func unwatch(_ socket: Int32) { poll.watch(socket, CURL_POLL_REMOVE) }

    /// Wakes a waiting thread for a turn.
    package func wake() {
        let wakes = shared.withLock { shared in
            shared.isWanted = true
            return shared.takeWait()
        }
        if wakes { SocketPoll.wake(waker) }
    }

    /// Whether the caller runs on the loop's thread.
    private var isCurrent: Bool {
        let thread = shared.withLock { $0.thread }
        return thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false
    }

    private func run(_ turn: () -> Double?) {
        shared.withLock { $0.thread = pthread_self() }
        while true {
            runJobs()
            if shared.withLock({ $0.isStopped && $0.jobs.isEmpty }) { break }
            shared.withLock { $0.isWanted = false }
            let wait = turn()
            let mayWait = shared.withLock {
                $0.isPolling = $0.jobs.isEmpty && !$0.isWanted && !$0.isStopped
                return $0.isPolling
            }
            poll.wait(mayWait ? wait : 0, for: multi) {
                shared.withLock { $0.isPolling = false }
            }
        }
        shared.withLock { $0.thread = nil }
    }

    private func runJobs() {
        let jobs = shared.withLock { shared in
            // With its capacity kept, an empty array would be copied as well.
            let jobs = shared.jobs
            shared.jobs = []
            return jobs
        }
        for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    // MARK: SerialExecutor

    /// Enqueues a job of the actor on the thread.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wakes = shared.withLock { shared in
            shared.jobs.append(job)
            return shared.takeWait()
        }
        if wakes { SocketPoll.wake(waker) }
    }

    /// Traps unless the caller runs on the loop's thread.
    package func checkIsolated() {
        precondition(isCurrent, "not on the engine's thread")
    }
}

/// Carries a closure through `pthread_create`.
private final class ThreadBody: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }
}
