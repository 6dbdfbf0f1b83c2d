import Foundation
import Harness

/// This program again with another command, which talks in lines and ends with its input.
final class TalkingProcess {
    private let process = Process()
    private let orders = Pipe()
    private let answers = Pipe()

    /// Starts it and waits for its first line.
    ///
    /// - Parameter arguments: The command and what it is told.
    /// - Throws: `NotInTime` when it ends before its first line.
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

    /// The number of its process.
    var processID: pid_t { process.processIdentifier }

    /// Sends it an empty line and waits for its answer.
    func ask() throws -> String {
        try orders.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        return try line()
    }

    /// Ends it.
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
