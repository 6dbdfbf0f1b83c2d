import Foundation
import Harness

/// Another instance of this program, which communicates in lines and exits at end of input.
final class TalkingProcess {
    private let process = Process()
    private let orders = Pipe()
    private let answers = Pipe()

    /// Starts the process and waits for its first line.
    ///
    /// - Parameter arguments: The subcommand and its arguments.
    /// - Throws: `NotInTime` when it exits before its first line.
    init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: Program.buildFolder + "/Benchmarks")
        process.arguments = arguments
        process.standardInput = orders
        process.standardOutput = answers
        try process.run()
        greeting = try line()
    }

    /// Its first line.
    private(set) var greeting = ""

    /// The process ID.
    var processID: pid_t { process.processIdentifier }

    /// Sends it an empty line and returns its reply.
    func ask() throws -> String {
        try orders.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        return try line()
    }

    /// Stops it.
    func stop() throws {
        try orders.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func line() throws -> String {
        var bytes = Data()
        while let byte = try answers.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            if byte.first == 10 { return String(decoding: bytes, as: UTF8.self) }
            bytes += byte
        }
        throw NotInTime("\(process.arguments?.first ?? "it") has ended")
    }
}
