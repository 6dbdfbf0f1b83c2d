import CLibcurl
import Glibc
import Synchronization

/// The thread that runs libcurl's multi handle, as an actor's executor.
///
/// The thread's body is: run the jobs that wait, take a turn, wait for sockets, a wake-up or the time
/// that the turn or libcurl asked for, and let libcurl work (`curl_multi_socket_action`). So the
/// engine's state, libcurl and the callbacks all live on one thread, and no byte meets a lock.
package final class CurlLoop: SerialExecutor {
    private struct Shared {
        var jobs: [UnownedJob] = []
        var isPolling = false
        var isWanted = false
        var isStopped = false
        var thread: pthread_t?

        /// Whether the caller is to end the thread's wait: of several, only the first.
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
    /// What the loop waits with, used on the loop's thread only.
    nonisolated(unsafe) private let poll: SocketPoll
    private let waker: Int32
    /// The sockets of transfers that are not HTTP, used on the loop's thread only.
    nonisolated(unsafe) let sockets = SocketBook()
    /// The caches that all handles share, used on the loop's thread only.
    nonisolated(unsafe) let share: UnsafeMutableRawPointer

    /// Prepares a loop; `start` sets it going.
    ///
    /// - Throws: `SetupError` when libcurl cannot be set up: no memory.
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

    /// libcurl could not be set up.
    package struct SetupError: Error {}

    /// libcurl's own set-up, once in a process, before any thread uses it.
    static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    deinit {
        curl_multi_cleanup(multi)
        curl_share_cleanup(share)
    }

    /// Sets the thread going.
    ///
    /// - Parameter turn: called on the thread after libcurl has worked; returns the seconds after
    ///   which it wants to be called even if nothing happens, `nil` for no such time.
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

    /// Ends the thread after the jobs that wait.
    ///
    /// Only for the end of the actor's life: a job that came later would never run.
    package func stop() {
        shared.withLock { $0.isStopped = true }
        SocketPoll.wake(waker)
    }

    /// Lets libcurl look at every transfer; on the loop's thread only, outside of its callbacks.
    func performAll() {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
    }

    /// Takes a turn when there is something to read from a socket that libcurl does not wait for;
    /// on the loop's thread only.
    func watch(_ socket: Int32) { poll.watch(socket, CURL_POLL_IN) }

    /// Watches a socket no more; on the loop's thread only.
    func unwatch(_ socket: Int32) { poll.watch(socket, CURL_POLL_REMOVE) }

    /// Lets a waiting thread take a turn.
    package func wake() {
        let wakes = shared.withLock { shared in
            shared.isWanted = true
            return shared.takeWait()
        }
        if wakes { SocketPoll.wake(waker) }
    }

    /// Whether the caller is the loop's thread.
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
            // With capacity kept, an empty array would be copied too.
            let jobs = shared.jobs
            shared.jobs = []
            return jobs
        }
        for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    // MARK: SerialExecutor

    /// Hands a job of the actor to the thread.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wakes = shared.withLock { shared in
            shared.jobs.append(job)
            return shared.takeWait()
        }
        if wakes { SocketPoll.wake(waker) }
    }

    /// Stops the program unless the caller is on the loop's thread.
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
