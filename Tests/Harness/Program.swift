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

    private let process: Process
    private let folder: TemporaryFolder
    private let started = ContinuousClock.now
    private let ended = Mutex(false)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: The path or name of the program, then its arguments.
    ///   - environment: The whole environment; `PATH` is added.
    ///   - directory: The folder it starts in.
    ///   - input: What it reads from standard input.
    /// - Throws: What the system says when it cannot be started.
    package init(
        _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        input: String = ""
    ) throws {
        folder = try TemporaryFolder()
        process = Process()
        guard let name = arguments.first, let path = Program.find(name) else {
            throw NotInTime(Program.adviceForMissing(arguments.first ?? ""))
        }
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = Array(arguments.dropFirst())
        process.environment = environment.merging(["PATH": Program.searchPath]) { own, _ in own }
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
        try input.write(toFile: folder.file("in"), atomically: false, encoding: .utf8)
        process.standardInput = FileHandle(forReadingAtPath: folder.file("in"))
        for name in ["out", "err"] {
            _ = FileManager.default.createFile(atPath: folder.file(name), contents: nil)
        }
        process.standardOutput = FileHandle(forWritingAtPath: folder.file("out"))
        process.standardError = FileHandle(forWritingAtPath: folder.file("err"))
        process.terminationHandler = { [weak self] _ in self?.ended.withLock { $0 = true } }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Runs a program to its end, or kills it when its time is up.
    ///
    /// - Returns: What it left.
    /// - Throws: What the system says when it cannot be started.
    package static func run(
        _ arguments: [String], environment: [String: String] = [:], directory: String? = nil,
        input: String = "", seconds: Double = 60
    ) async throws -> Result {
        let program = try Program(
            arguments, environment: environment, directory: directory, input: input)
        return try await program.result(seconds: seconds)
    }

    /// The number of its process.
    package var processID: Int32 { process.processIdentifier }

    /// Whether it has not ended.
    package var isRunning: Bool { process.isRunning }

    /// Sends it a signal.
    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// What it has written on standard output so far.
    package var output: String { text("out") }

    /// What it has written on standard error so far.
    package var errors: String { text("err") }

    /// Waits for its end, and kills it when its time is up.
    package func result(seconds: Double = 60) async throws -> Result {
        var timedOut = false
        do {
            try await wait(for: "end of the program", seconds: seconds) {
                ended.withLock { $0 }
            }
        } catch is NotInTime {
            timedOut = true
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let bySignal = process.terminationReason == .uncaughtSignal
        return Result(
            exitCode: bySignal ? -process.terminationStatus : process.terminationStatus,
            output: output, errors: errors, timedOut: timedOut,
            seconds: (ContinuousClock.now - started) / .seconds(1))
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
        let packages = ["nginx": "nginx-light"]
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
