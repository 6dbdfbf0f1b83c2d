import CLinux
import Dispatch
import Glibc
import Synchronization

/// Runs Swift's tasks on a few threads that sleep while there is nothing to do.
///
/// By default tasks run on the global queues of libdispatch, which watches these with a timer once
/// they have been used: the process then wakes up every second, however idle it is.
final class TaskThreads: Sendable {
    private struct JobQueue {
        /// The jobs in the order of their arrival.
        var arrived: [UnownedJob] = []
        /// Earlier jobs, the next one last.
        var next: [UnownedJob] = []
        /// The threads without a job.
        var idle = 0
        /// All threads.
        var threads = 0

        var count: Int { arrived.count + next.count }

        mutating func take() -> UnownedJob? {
            if next.isEmpty { (next, arrived) = (arrived.reversed(), []) }
            return next.popLast()
        }
    }

    /// The runtime's hook, a Swift function (`swift_task_enqueueGlobal_hook`).
    private typealias Hook = @convention(thin) (UnownedJob, Original) -> Void
    private typealias Original = @convention(thin) (UnownedJob) -> Void

    private static let shared = TaskThreads()
    /// More than the processors of a small machine, since a few tasks block for a moment.
    private static let most = max(4, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    private let jobs = Mutex(JobQueue())
    private let work = DispatchSemaphore(value: 0)

    /// Runs all tasks of the process here from now on; call it before the first one.
    static func begin() {
        let hook = UnsafeMutableRawPointer(pdl_task_hook()).assumingMemoryBound(to: Hook?.self)
        hook.pointee = { job, _ in TaskThreads.shared.enqueue(job) }
    }

    private func enqueue(_ job: UnownedJob) {
        let startsThread = jobs.withLock { jobs in
            jobs.arrived.append(job)
            guard jobs.count > jobs.idle, jobs.threads < Self.most else { return false }
            jobs.threads += 1
            return true
        }
        work.signal()
        if startsThread { startThread() }
    }

    private func startThread() {
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { _ in
                TaskThreads.shared.run()
                return nil
            }, nil)
        guard result != 0 else {
            pthread_detach(thread)
            return
        }
        let count = jobs.withLock { jobs in
            jobs.threads -= 1
            return jobs.threads
        }
        precondition(count > 0, "no thread for tasks: \(result)")
    }

    private func run() {
        while true {
            jobs.withLock { $0.idle += 1 }
            work.wait()
            let job = jobs.withLock { jobs in
                jobs.idle -= 1
                return jobs.take()
            }
            if let job { pdl_run_task(unsafeBitCast(job, to: UnsafeMutableRawPointer.self)) }
        }
    }
}
