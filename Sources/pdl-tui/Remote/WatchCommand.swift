import ArgumentParser
import DownloadCore
import EngineLink
import Glibc

/// `pdl-tui watch`: prints the events of the running engine, one per line.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Print what the running engine does until it ends.",
        discussion: "The lines are those of pdl-tui get; --json prints the same objects.")

    @Flag(help: "one JSON object per line (version 1: see man pdl-tui)")
    var json = false

    func run() async throws {
        let client = try EngineAccess.required(watches: true)
        let troubles = Task {
            for await case let trouble? in client.troubles() {
                let text = trouble.prefix(1).lowercased() + trouble.dropFirst()
                Output.standardError.write("pdl-tui: \(text)\n")
            }
        }
        defer { troubles.cancel() }
        let signals = try StopSignals { _ in Task { try? await client.end(.leave) } }
        var report = GetReport(detail: .retries)
        var isFirst = true
        for await snapshot in client.snapshots() {
            if isFirst { report.passOver(snapshot) }
            isFirst = false
            let lines = report.events(in: snapshot).map {
                json ? $0.json(time: wallClock()) : $0.line
            }
            if !lines.isEmpty { Output.standardOutput.write(lines.joined()) }
            if Output.standardOutput.failure != nil {
                try? await client.end(.leave)
                break
            }
        }
        signals.cancel()
        if client.ending == .lost { throw LinkError.lost }
    }
}
