import Foundation
import Synchronization

/// A program that was started as a process of its own, with its output in files.
package final class Program: Sendable {
    /// What a program left when it ended.
    package struct Result: Sendable {
        /// The exit code, or minus the number of the signal that ended it.
        package var exitCode: Int32
        /// What it wrote on standard output.
        package var output: String
        /// What it wrote on standard error.
        package var errors: String
        /// Whether it had to be killed because its time was up.
        package var timedOut = false
        /// How long it ran.
        package var seconds: Double
    }

    /// The number of its process.
    package let processID: pid_t
    private let folder: TemporaryFolder
    private let started = ContinuousClock.now
    private let ended = Mutex<Int32?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: The path or name of the program, then its arguments.
    ///   - environment: The whole environment; `PATH` is added.
    ///   - directory: The folder it starts in.
    ///   - input: What it reads from standard input.
    /// - Throws: `NotInTime` with what to install when it is missing.
    package init(
        _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        input: String = ""
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
            ])
    }

    deinit {
        guard isRunning else { return }
        kill(processID, SIGKILL)
        reap(waiting: true)
    }

    /// Runs a program to its end, or kills it when its time is up.
    ///
    /// - Returns: What it left.
    /// - Throws: What the system says when it cannot be started.
    package static func run(
        _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        input: String = "", seconds: Double = patience
    ) async throws -> Result {
        let program = try Program(
            arguments, environment: environment, directory: directory, input: input)
        return try await program.result(seconds: seconds)
    }

    /// Waits for its end, however long it takes, and holds up the thread.
    package func waitUntilEnd() { reap(waiting: true) }

    /// Whether it has not ended.
    package var isRunning: Bool {
        reap(waiting: false)
        return ended.withLock { $0 == nil }
    }

    /// Sends it a signal.
    package func signal(_ number: Int32) {
        if isRunning { kill(processID, number) }
    }

    /// What it has written on standard output so far.
    package var output: String { text("out") }

    /// What it has written on standard error so far.
    package var errors: String { text("err") }

    /// Waits for its end, and kills it when its time is up.
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

    /// Takes note of its end.
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

    /// The path of a program: a path stays as it is, a name is looked up.
    package static func find(_ name: String) -> String? {
        if name.contains("/") { return name }
        return searchPath.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// What to do about a program that is not there.
    static func adviceForMissing(_ name: String) -> String {
        let packages = ["nginx": "nginx-light", "apache2": "apache2-bin", "sshd": "openssh-server"]
        return "\(name) is missing; run: sudo apt-get install --no-install-recommends "
            + (packages[name] ?? name)
    }

    /// The folder of the running executable, where the build puts its other products.
    package static var buildFolder: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return URL(fileURLWithPath: own ?? CommandLine.arguments[0])
            .deletingLastPathComponent().path
    }

    /// The path of the `pdl-tui` that was built together with the running executable.
    package static var pdlTUI: String { buildFolder + "/pdl-tui" }
}
