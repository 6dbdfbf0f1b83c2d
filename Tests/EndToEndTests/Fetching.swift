import FaultOrigin
import Foundation
import Harness

extension Home {
    /// Runs `pdl-tui get` in this home.
    ///
    /// - Parameters:
    ///   - arguments: What follows `get`.
    ///   - environment: What is added to the home's environment or replaced in it.
    ///   - input: What it reads from standard input.
    /// - Returns: What it left.
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

    /// Writes a text to a file beside the downloads and gives its path.
    func write(_ name: String, _ text: String) throws -> String {
        let path = folder.file("home/" + name)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}

extension FaultOrigin {
    /// The value of a field in each request, in their order.
    func values(of field: String) -> [String?] { log.map { $0.request.field(field) } }
}
