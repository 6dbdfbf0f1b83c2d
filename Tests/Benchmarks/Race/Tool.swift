import Foundation
import Harness

/// A download task for a tool.
struct Job: Sendable {
    /// The requirement of the task, for which a tool may need certain options.
    enum Need: String, Codable, Sendable {
        /// A single file without progress display.
        case file
        /// Many files concurrently.
        case list
        /// Resuming a killed run.
        case resume
        /// Tolerance of errors and stalls.
        ///
        /// Retries are unlimited and immediate, and a connection without data for 5 seconds is
        /// dropped.
        case hard
        /// Tolerance of a server that sometimes responds with 503.
        case busy
        /// Progress display on a terminal.
        case shown
    }

    /// The requirement.
    var need = Need.file
    /// The URL; for many files, their common prefix.
    var url: String
    /// The output file; for many files, the folder.
    var output: String
    /// The number of connections allowed.
    var connections: Int
    /// The names of many files, relative to `url`.
    var names: [String] = []
    /// A file that lists `names` as URLs, one per line; other files may be created next to it.
    var list = ""
    /// The certificate authority to trust.
    var authority: String?

    /// The folder of the output.
    var folder: String {
        need == .list ? output : URL(fileURLWithPath: output).deletingLastPathComponent().path
    }

    /// The file name of the output.
    var name: String { URL(fileURLWithPath: output).lastPathComponent }
}

/// A download tool and how to invoke it.
struct Tool: Sendable {
    /// Its name in the tables.
    let name: String
    /// The command that prints its version.
    let version: [String]
    /// Whether it uses only one connection per file.
    var isSingle = false
    /// Returns the command for a task; `nil` if the tool is not capable of it.
    let command: @Sendable (Job) throws -> [String]?

    /// Returns the path of a program: a path as it is, a name as found in `PATH`.
    static func find(_ name: String) -> String? {
        if name.contains("/") { return name }
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The search path for programs.
    static let path =
        ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"

    /// Returns the first line of its version; `nil` if it is not installed.
    func installedVersion() async throws -> String? {
        guard let path = Tool.find(version[0]) else { return nil }
        let environment = ProcessInfo.processInfo.environment
        let result = try await Program.run([path] + version.dropFirst(), environment: environment)
        guard result.exitCode == 0 else { return nil }
        return result.output.split(separator: "\n").first.map(String.init)
    }
}
