import Foundation
import Harness
import Synchronization

/// What a program cost from its start to its end, as the kernel counts it.
struct Cost: Codable, Sendable {
    /// Seconds from the start to the end.
    var wall = 0.0
    /// Seconds of processor time in the program.
    var user = 0.0
    /// Seconds of processor time in the kernel.
    var system = 0.0
    /// The most memory that was resident, in KiB.
    var peakKiB = 0
    /// The exit code, or minus the number of the signal that ended it.
    var exitCode: Int32 = 0
    /// Whether it was ended because its time was up.
    var timedOut = false

    /// Seconds of processor time.
    var processor: Double { user + system }
}

/// A program whose cost is counted; it leads a group of its own, which is ended with it.
final class CountedProgram {
    /// The number of its process.
    let processID: pid_t
    private let started: ContinuousClock.Instant
    private let end = End()
    private var peakKiB = 0

    /// Where the thread that waits for the process leaves what it learns.
    private final class End: Sendable {
        let cost = Mutex(Cost())
        let sign = DispatchSemaphore(value: 0)
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: Its path or a name to be found in `PATH`, then its arguments.
    ///   - environment: Its whole environment.
    ///   - streams: Its input, output and errors.
    ///   - leader: A session when it is to have a terminal.
    /// - Throws: `NotInTime` when there is no such program.
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

    /// Ends it with everything that it has started, as a crash would.
    func kill() {
        Foundation.kill(-processID, SIGKILL)
        Foundation.kill(processID, SIGKILL)
    }

    /// Waits for its end, or until `isOver` says so, and ends what is still there then.
    ///
    /// - Parameters:
    ///   - seconds: The time that it has.
    ///   - isOver: Asked a hundred times a second.
    /// - Returns: What it cost until then.
    /// - Throws: What `isOver` throws.
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
        // What its end left behind in its group.
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
