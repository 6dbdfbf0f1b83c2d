import Foundation
import Harness
import Synchronization

/// The resources used by a program over its lifetime, as measured by the kernel.
struct Cost: Codable, Sendable {
    /// Wall-clock seconds.
    var wall = 0.0
    /// CPU seconds in user mode.
    var user = 0.0
    /// CPU seconds in kernel mode.
    var system = 0.0
    /// The peak resident memory in KiB.
    var peakKiB = 0
    /// The exit code, or the negated number of the signal that killed it.
    var exitCode: Int32 = 0
    /// Whether it was killed at the time limit.
    var timedOut = false

    /// CPU seconds in total.
    var processor: Double { user + system }
}

/// A program under measurement; it leads a process group, which is killed along with it.
final class CountedProgram {
    /// The process ID.
    let processID: pid_t
    private let started: ContinuousClock.Instant
    private let end = End()
    private var peakKiB = 0

    /// Passes the result from the thread that waits for the process.
    private final class End: Sendable {
        let cost = Mutex(Cost())
        let sign = DispatchSemaphore(value: 0)
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: Its path or a name to find in `PATH`, then its arguments.
    ///   - environment: Its whole environment.
    ///   - streams: Its input, output and errors.
    ///   - leader: A session if it needs a controlling terminal.
    /// - Throws: `NotInTime` when the program is missing.
    init(
        _ arguments: [String], environment: [String: String], streams: [Spawn.Stream],
        leader: Spawn.Leader = .group
    ) throws {
        guard let path = Tool.find(arguments[0]) else { throw NotInTime("no \(arguments[0])") }
        started = .now
        processID = try Spawn.start(
            path, arguments, environment: environment, streams: streams, leader: leader)
        Thread { [processID, started, end] in
            var status: Int32 = 0
            var usage = rusage()
            while wait4(processID, &status, 0, &usage) < 0, errno == EINTR {}
            let signal = status & 0x7F
            let cost = Cost(
                wall: (ContinuousClock.now - started) / .seconds(1),
                user: CountedProgram.seconds(usage.ru_utime),
                system: CountedProgram.seconds(usage.ru_stime),
                exitCode: signal == 0 ? (status >> 8) & 0xFF : -signal)
            end.cost.withLock { $0 = cost }
            end.sign.signal()
        }.start()
    }

    /// Kills it along with all its descendants, as a crash would.
    func kill() {
        Foundation.kill(-processID, SIGKILL)
        Foundation.kill(processID, SIGKILL)
    }

    /// Waits until it exits or `isOver` returns true, and then kills the rest of its group.
    ///
    /// - Parameters:
    ///   - seconds: The time limit.
    ///   - isOver: Called a hundred times per second.
    /// - Returns: The cost up to that point.
    /// - Throws: Any error of `isOver`.
    func cost(seconds: Double, isOver: () throws -> Bool = { false }) throws -> Cost {
        var isKilled = false
        var timedOut = false
        while end.sign.wait(timeout: .now() + .milliseconds(10)) == .timedOut {
            peakKiB = max(peakKiB, ProcessUse.peakKiB(of: processID))
            guard !isKilled else { continue }
            timedOut = (ContinuousClock.now - started) / .seconds(1) >= seconds
            guard try timedOut || isOver() else { continue }
            kill()
            isKilled = true
        }
        // The program may have left processes in its group.
        Foundation.kill(-processID, SIGKILL)
        var cost = end.cost.withLock { $0 }
        cost.peakKiB = peakKiB
        cost.timedOut = timedOut
        return cost
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}
