import FaultOrigin
import Foundation
import Harness
import Testing

extension Home {
    /// Runs `pdl-tui get` in this home.
    ///
    /// - Parameters:
    ///   - arguments: What follows `get`.
    ///   - environment: Additions to the home's environment.
    ///   - input: Its standard input.
    /// - Returns: Its result.
    /// - Throws: `NotInTime` when it cannot be started.
    func get(
        _ arguments: String..., environment: [String: String] = [:], input: String = ""
    ) async throws -> Program.Result {
        try await get(arguments, environment: environment, input: input)
    }

    /// Runs `pdl-tui get` in this home, as above.
    func get(
        _ arguments: [String], environment: [String: String] = [:], input: String = ""
    ) async throws -> Program.Result {
        try await Program.run(
            [Program.pdlTUI, "get"] + arguments,
            environment: self.environment.merging(environment) { $1 }, directory: downloads,
            input: input)
    }

    /// Writes a text to a file beside the downloads and returns its path.
    func write(_ name: String, _ text: String) throws -> String {
        let path = folder.file("home/" + name)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}

extension Home {
    /// Expects that a checksum file on a server is found, with the correct result for each file.
    ///
    /// - Parameters:
    ///   - path: The path of a file on the server, by name.
    ///   - options: The options of `get` for the login.
    ///   - url: The URL of the file of a name.
    /// - Throws: When a file cannot be written, or `get` not be started.
    func expectChecksums(
        at path: (String) -> String, _ options: [String] = [], url: (String) -> String
    ) async throws {
        for name in ["a.bin", "b.bin", "c.bin"] {
            try Data(count: 1000).write(to: URL(fileURLWithPath: path(name)))
        }
        let right = "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"
        let wrong = String(repeating: "0", count: 64)
        try Data("\(right)  a.bin\n\(wrong)  b.bin\n".utf8).write(
            to: URL(fileURLWithPath: path("SHA256SUMS")))
        for (name, words) in [
            ("a.bin", "verified: sha-256 from SHA256SUMS"), ("b.bin", "(from SHA256SUMS)"),
            ("c.bin", "no checksum found for c.bin"),
        ] {
            let result = try await get(["--checksum", "auto"] + options + [url(name)])
            #expect(result.exitCode == (name == "a.bin" ? 0 : 1), "\(result.errors)")
            #expect(result.errors.contains(words), "\(result.errors)")
        }
        #expect(finished == ["a.bin", "b.bin.bad"])
    }
}

extension FaultOrigin {
    /// The value of a field in each request, in their order.
    func values(of field: String) -> [String?] { log.map { $0.request.field(field) } }
}
