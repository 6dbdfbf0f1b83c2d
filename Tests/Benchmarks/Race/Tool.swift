import Foundation
import Harness

/// One download as a tool is asked for it.
struct Job: Sendable {
    /// What about it matters; a tool may have settings for that.
    enum Need: String, Codable, Sendable {
        /// One file, without any show.
        case file
        /// Many files at the same time.
        case list
        /// To go on where a run that was killed has stopped.
        case resume
        /// To cope with errors and silence: no limit on tries, no wait between them, 5 seconds
        /// without data are the end of a connection.
        case hard
        /// To cope with a server that says 503 now and then.
        case busy
        /// To show its progress on a terminal.
        case shown
    }

    /// What matters.
    var need = Need.file
    /// The URL; with many files, the start of all of them.
    var url: String
    /// The file to write; with many files, the folder.
    var output: String
    /// How many connections it may have.
    var connections: Int
    /// The names of many files, below `url`.
    var names: [String] = []
    /// A file in which `names` stand as URLs, one a line; beside it there is room for others.
    var list = ""
    /// The certificates to trust.
    var authority: String?

    /// The folder of the file.
    var folder: String {
        need == .list ? output : URL(fileURLWithPath: output).deletingLastPathComponent().path
    }

    /// The file's name in its folder.
    var name: String { URL(fileURLWithPath: output).lastPathComponent }
}

/// A program that downloads, and how it is asked to.
struct Tool: Sendable {
    /// Its name in the tables.
    let name: String
    /// The command that prints its version.
    let version: [String]
    /// Whether it fetches a file over one connection only.
    var isSingle = false
    /// The command for a job; `nil` when it cannot do it.
    let command: @Sendable (Job) throws -> [String]?

    /// The path of a program: a path stays as it is, a name is looked up in `PATH`.
    static func find(_ name: String) -> String? {
        if name.contains("/") { return name }
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Where programs are looked for.
    static let path =
        ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"

    /// The first line of its version; `nil` when it is not installed.
    func installedVersion() async throws -> String? {
        guard let path = Tool.find(version[0]) else { return nil }
        let environment = ProcessInfo.processInfo.environment
        let result = try await Program.run([path] + version.dropFirst(), environment: environment)
        guard result.exitCode == 0 else { return nil }
        return result.output.split(separator: "\n").first.map(String.init)
    }
}
