import Foundation
import Synchronization

/// A program running as a child process, with its output in files.
package final class Program: Sendable {
    /// The result of a program.
    package struct Result: Sendable {
        /// The exit code, or the negated number of the signal that killed it.
        package var exitCode: Int32
        /// Its standard output.
        package var output: String
        /// Its standard error.
        package var errors: String
        /// Whether it was killed because of the time limit.
        package var timedOut = false
        /// The running time in seconds.
        package var seconds: Double
    }

    /// The process ID.
    package let processID: pid_t
    private let folder: TemporaryFolder
    private let started = ContinuousClock.now
    private let ended = Mutex<Int32?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: The path or name of the program, then its arguments.
    ///   - environment: The whole environment; `PATH` is added.
    ///   - directory: The working directory.
    ///   - input: The contents of standard input.
    ///   - descriptors: Descriptors of this process to pass on.
    /// - Throws: `NotInTime` with what to install if the program is missing.
    package init(
        _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        input: String = "", descriptors: [Spawn.Stream] = []
    ) throws {
        guard let name = arguments.first, var path = Program.find(name) else {
            throw NotInTime(Program.adviceForMissing(arguments.first ?? ""))
        }
        var arguments = arguments
        if let directory {
            arguments = ["sh", "-c", "cd -- \"$0\" && exec \"$@\"", directory] + arguments
            path = "/bin/sh"
        }
        folder = try TemporaryFolder()
        try input.write(toFile: folder.file("in"), atomically: false, encoding: .utf8)
        let variables = environment.merging(["PATH": Program.searchPath]) { own, _ in own }
        processID = try Spawn.start(
            path, arguments, environment: variables,
            streams: [
                .input(folder.file("in")), .output(folder.file("out"), descriptor: 1),
                .output(folder.file("err"), descriptor: 2),
            ] + descriptors)
    }

    deinit {
        guard isRunning else { return }
        kill(processID, SIGKILL)
        reap(waiting: true)
    }

    /// Runs a program until it exits, or kills it at the time limit.
    ///
    /// - Returns: Its result.
    /// - Throws: The system's error if it cannot be started.
    package static func run(
        _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        input: String = "", seconds: Double = patience
    ) async throws -> Result {
        let program = try Program(
            arguments, environment: environment, directory: directory, input: input)
        return try await program.result(seconds: seconds)
    }

    /// Blocks the thread until the program exits, without a time limit.
    package func waitUntilEnd() { reap(waiting: true) }

    /// Whether it is still running.
    package var isRunning: Bool {
        reap(waiting: false)
        return ended.withLock { $0 == nil }
    }

    /// Sends it a signal.
    package func signal(_ number: Int32) {
        if isRunning { kill(processID, number) }
    }

    /// Its standard output so far.
    package var output: String { text("out") }

    /// Its standard error so far.
    package var errors: String { text("err") }

    /// Waits until the program exits, or kills it at the time limit.
    package func result(seconds: Double = patience) async throws -> Result {
        var timedOut = false
        do {
            try await wait(for: "end of the program", seconds: seconds) { !isRunning }
        } catch is NotInTime {
            timedOut = true
            kill(processID, SIGKILL)
            reap(waiting: true)
        }
        let status = ended.withLock { $0 } ?? 0
        let signal = status & 0x7F
        return Result(
            exitCode: signal == 0 ? (status >> 8) & 0xFF : -signal,
            output: output, errors: errors, timedOut: timedOut,
            seconds: (ContinuousClock.now - started) / .seconds(1))
    }

    /// Records the exit status once the process has ended.
    private func reap(waiting: Bool) {
        ended.withLock { ended in
            guard ended == nil else { return }
            var status: Int32 = 0
            if waitpid(processID, &status, waiting ? 0 : WNOHANG) == processID { ended = status }
        }
    }

    private func text(_ name: String) -> String {
        let data = FileManager.default.contents(atPath: folder.file(name)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    // MARK: Finding programs

    static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// Returns the path of a program: a path as it is, a name as found in the search path.
    package static func find(_ name: String) -> String? {
        if name.contains("/") { return name }
        return searchPath.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Returns advice on how to install a missing program.
    static func adviceForMissing(_ name: String) -> String {
        let packages = ["nginx": "nginx-light", "apache2": "apache2-bin", "sshd": "openssh-server"]
        return "\(name) is missing; run: sudo apt-get install --no-install-recommends "
            + (packages[name] ?? name)
    }

    /// The folder of the running executable, which contains the other build products.
    package static var buildFolder: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return URL(fileURLWithPath: own ?? CommandLine.arguments[0])
            .deletingLastPathComponent().path
    }

    /// The path of the `pdl-tui` built along with the running executable.
    package static var pdlTUI: String { buildFolder + "/pdl-tui" }
}
