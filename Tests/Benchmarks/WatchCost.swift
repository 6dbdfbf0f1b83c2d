import FaultOrigin
import Foundation
import Harness

/// Measures what clients cost the engine, and what it costs without any.
struct WatchCost {
    /// The path of the program.
    let program: String
    /// The duration of CPU measurements in seconds.
    let seconds: Double

    private static let entries = 1_000
    private static let active = 8

    /// Measures the engine's CPU time without clients, and with two interfaces.
    func reportWatched() async throws {
        print("\n\(Self.entries) downloads, \(Self.active) of them active, two interfaces")
        let origin = try OriginProcess(
            OriginSetup(size: 1 << 30, bytesPerSecond: 256 << 10))
        let home = try Home()
        let daemon = try await engine(home)
        let list = (0..<Self.entries).map { origin.url("\($0).bin") + "\n" }.joined()
        let added = try await Program.run(
            [program, "add", "-n", "4", "-i", "-"], environment: home.environment,
            directory: home.downloads, input: list)
        guard added.exitCode == 0 else { throw NotInTime(added.errors) }
        try await Task.sleep(for: .seconds(5))
        let alone = try await use(of: daemon) { try await Task.sleep(for: .seconds(seconds)) }
        let screens = try (0..<2).map { _ in
            try PseudoTerminal([program], environment: home.environment)
        }
        let read = { (seconds: Double) in
            let end = ContinuousClock.now + .seconds(seconds)
            while ContinuousClock.now < end {
                for screen in screens { screen.read(seconds: 0.02) }
            }
        }
        read(3)
        let watched = try await use(of: daemon) { read(seconds) }
        note("processor time of the engine alone", alone.seconds * 100, "% of a core")
        note(
            "the same, watched by two", (watched.seconds - alone.seconds) * 100,
            "% of a core more", aim: "under 5")
        let own = try Home()
        let interface = try PseudoTerminal(
            [program, "-n", "4", "-j", "\(Self.active)", "-i", written(list, in: own)],
            environment: own.environment)
        interface.read(seconds: 8)
        note("resident memory of the engine", mebibytes(daemon.processID), "MiB, at most")
        note(
            "of an interface with an engine of its own",
            mebibytes(interface.processID ?? 0), "MiB, at most", aim: "within 10")
        daemon.signal(SIGTERM)
        _ = try await daemon.result()
        try origin.stop()
    }

    /// Measures how often an idle engine wakes up.
    func reportIdle() async throws {
        print("\nan idle engine")
        let home = try Home()
        let daemon = try await engine(home)
        // Threads that ran at the start end after a while.
        try await Task.sleep(for: .seconds(12))
        let use = try await use(of: daemon) { try await Task.sleep(for: .seconds(seconds)) }
        note("times a thread went to wait", use.waits, "a second", aim: "0")
        daemon.signal(SIGTERM)
        _ = try await daemon.result()
    }

    private func engine(_ home: Home) async throws -> Program {
        let daemon = try Program(
            [program, "daemon", "-j", "\(Self.active)", "--per-host", "64"],
            environment: home.environment, directory: home.downloads)
        try await wait(for: "a socket") {
            FileManager.default.fileExists(
                atPath: home.folder.file("runtime/pdl-tui/engine.sock"))
        }
        return daemon
    }

    /// Returns what a process uses a second while `body` runs.
    private func use(
        of program: Program, during body: () async throws -> Void
    ) async throws -> (seconds: Double, waits: Double) {
        let (start, before) = (ContinuousClock.now, ProcessUse.of(program.processID))
        try await body()
        let (elapsed, after) = (
            (ContinuousClock.now - start) / .seconds(1), ProcessUse.of(program.processID)
        )
        return (
            (after.seconds - before.seconds) / elapsed,
            Double(max(0, after.waits - before.waits)) / elapsed
        )
    }

    private func mebibytes(_ process: pid_t) -> Double {
        Double(ProcessUse.peakKiB(of: process)) / 1024
    }

    private func written(_ text: String, in home: Home) throws -> String {
        let path = home.folder.file("list")
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
