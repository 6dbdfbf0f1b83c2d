import DownloadCore
import DownloadEngine
import FaultOrigin
import Foundation
import Harness

/// Measures the interface as a process on a terminal.
struct ScreenCost {
    /// The path of the program.
    let program: String
    /// The duration of CPU measurements in seconds.
    let seconds: Double

    private func terminal(
        _ arguments: [String], _ home: Home, columns: Int = 100, rows: Int = 30
    ) throws -> PseudoTerminal {
        try PseudoTerminal(
            [program] + arguments, environment: home.environment, columns: columns, rows: rows)
    }

    /// Measures CPU time with 3 downloads of 16 fragments each, beyond that of `get`.
    func reportMoving() async throws {
        print("\n3 downloads x 16 fragments, 24 MiB/s together")
        let nginx = try await Nginx(bytesPerSecond: 512 << 10)
        let body = Body.pattern(2 << 30)
        try body.write(toFile: nginx.path("0.bin"))
        for number in 1...2 {
            try FileManager.default.linkItem(
                atPath: nginx.path("0.bin"), toPath: nginx.path("\(number).bin"))
        }
        let options = ["-n", "16", "-j", "3", "--per-host", "64"]
        let urls = (0..<3).map { nginx.url("\($0).bin") }
        let getHome = try Home()
        let get = try Program(
            [program, "get"] + options + urls, environment: getHome.environment,
            directory: getHome.downloads)
        try await Task.sleep(for: .seconds(3))
        let before = ProcessUse.of(get.processID)
        try await Task.sleep(for: .seconds(seconds))
        let getUse = ProcessUse.of(get.processID).seconds - before.seconds
        get.signal(SIGKILL)
        get.waitUntilEnd()
        note("processor time of get", getUse / seconds * 100, "% of a core")
        let home = try Home()
        let screen = try terminal(options + urls, home)
        screen.read(seconds: 3)
        let start = (use: screen.use, written: screen.written)
        screen.read(seconds: seconds)
        let used = screen.use.seconds - start.use.seconds
        note("processor time of the interface at 100x30", used / seconds * 100, "% of a core")
        note(
            "the interface above get", (used - getUse) / seconds * 100, "% of a core",
            aim: "under 3")
        note(
            "written to the terminal", Double(screen.written - start.written) / seconds / 1024,
            "KiB/s")
    }

    /// Measures the idle interface.
    func reportIdle() async throws {
        print("\nnothing to do")
        let origin = try await FaultOrigin.start(body: .pattern(64 << 20), .throttle(64 << 10))
        for (name, arguments) in [("an empty queue", []), ("a paused one", [origin.url()])] {
            let screen = try terminal(arguments, try Home())
            screen.read(seconds: 2)
            screen.type("p")
            screen.read(seconds: 8)
            let start = (use: screen.use, written: screen.written)
            screen.read(seconds: seconds)
            note(
                "\(name): processor time",
                (screen.use.seconds - start.use.seconds) / seconds * 100, "% of a core", aim: "0")
            note(
                "\(name): times a thread went to wait",
                Double(screen.use.waits - start.use.waits) / seconds, "a second", aim: "0")
            note(
                "\(name): written to the terminal",
                Double(screen.written - start.written) / seconds, "bytes a second", aim: "0")
        }
        try await origin.stop()
    }

    /// Measures the latency of keys, when idle and with 64 active fragments.
    func reportKeys() async throws {
        print("\nfrom a key to the changed screen")
        let nginx = try await Nginx(bytesPerSecond: 1 << 20)
        try Body.pattern(1 << 30).write(toFile: nginx.path("0.bin"))
        let options = ["-n", "64", "--per-host", "64", "-j", "1"]
        let urls = (0..<8).map { nginx.url("0.bin?\($0)") }
        let screen = try terminal(options + urls, try Home(), columns: 200, rows: 60)
        screen.read(seconds: 4)
        note("64 fragments at work, 64 MiB/s", keys(screen), "ms, worst of 100", aim: "under 35")
        screen.type("P")
        screen.read(seconds: 2)
        note("at rest", keys(screen), "ms, worst of 100", aim: "under 35")
    }

    /// Returns the worst latency of a key; the selection marker is written only when it moves.
    private func keys(_ screen: PseudoTerminal) -> Double {
        let clock = ContinuousClock()
        let times = (0..<100).map { number in
            // Spreads keys over the time between frames.
            screen.read(seconds: 0.037)
            return clock.measure {
                screen.type(number % 2 == 0 ? "j" : "k")
                screen.read(seconds: 2, until: "▸")
            } / .milliseconds(1)
        }
        return times.percentile(1)
    }

    /// The most resident memory for a queue of this length.
    private static func memoryAim(downloads count: Int64) -> String {
        count > 10_000 ? "under 150" : "under 60"
    }

    /// Measures the start up to the first frame and the queue, and the keys in a long queue.
    func reportStart(downloads count: Int64) async throws {
        print("\n\(count) downloads in the ledger")
        let home = try Home()
        let ledger = try await LedgerCost.filled(home, count: count)
        await ledger.close()
        var frames: [Double] = []
        var queues: [Double] = []
        let clock = ContinuousClock()
        for _ in 0..<9 {
            let start = clock.now
            let screen = try terminal([], home)
            screen.read(seconds: 20, until: "pdl-tui")
            frames.append((clock.now - start) / .milliseconds(1))
            // Both may come at once.
            if screen.tail.range(of: Data("\(count) done".utf8)) == nil {
                screen.read(seconds: 20, until: "\(count) done")
            }
            queues.append((clock.now - start) / .milliseconds(1))
            screen.type("q")
            screen.read(seconds: 2)
        }
        note(
            "start to the first frame", frames.percentile(0.5), "ms, median",
            aim: count > 100 ? "under 100" : "under 50")
        note(
            "start to the queue", queues.percentile(0.5), "ms, median",
            aim: count > 10_000 ? "under 500" : "")
        let screen = try terminal([], home)
        screen.read(seconds: 20, until: "\(count) done")
        screen.read(seconds: 1)
        if count > 1 { note("a key", keys(screen), "ms, worst of 100", aim: "under 35") }
        if count > 1_000 {
            reportFilter(screen)
            reportSort(screen)
        }
        note(
            "resident memory", Double(ProcessUse.peakKiB(of: screen.processID ?? 0)) / 1024,
            "MiB at most", aim: Self.memoryAim(downloads: count))
    }

    /// Measures the letters of a filter that few downloads match; the screen shows them at once.
    private func reportFilter(_ screen: PseudoTerminal) {
        let clock = ContinuousClock()
        var times: [Double] = []
        for _ in 0..<5 {
            screen.type("/")
            screen.read(seconds: 0.5)
            for text in ["7", "77", "777"] {
                times.append(
                    clock.measure {
                        screen.type("7")
                        screen.read(seconds: 2, until: text)
                    } / .milliseconds(1))
                screen.read(seconds: 0.3)
            }
            screen.type([0x1B])
            screen.read(seconds: 0.5)
        }
        note("a letter of a filter", times.percentile(0.5), "ms, median", aim: "under 35")
    }

    /// Measures the sort by name, in both directions.
    private func reportSort(_ screen: PseudoTerminal) {
        let clock = ContinuousClock()
        let times = (0..<10).map { number in
            screen.type("s")
            screen.read(seconds: 0.5)
            return clock.measure {
                screen.type("n")
                screen.read(seconds: 5, until: number % 2 == 0 ? "↓" : "↑")
            } / .milliseconds(1)
        }
        note("a sort by name", times.percentile(0.5), "ms, median", aim: "under 35")
    }

    /// Measures the pause of all downloads in a long queue.
    func reportPause(downloads count: Int64) async throws {
        print("\n\(count) waiting downloads in the ledger")
        let home = try Home()
        let ledger = try await LedgerCost.filled(home, count: count, state: .paused)
        await ledger.close()
        let screen = try terminal([], home)
        screen.read(seconds: 20, until: "\(count) paused")
        screen.read(seconds: 1)
        let clock = ContinuousClock()
        let times = (0..<20).map { number in
            screen.read(seconds: 0.5)
            return clock.measure {
                screen.type("P")
                screen.read(seconds: 5, until: number % 2 == 0 ? "waiting" : "paused")
            } / .milliseconds(1)
        }
        note("P, to pause or resume all", times.percentile(1), "ms, worst of 20", aim: "under 35")
        note(
            "resident memory", Double(ProcessUse.peakKiB(of: screen.processID ?? 0)) / 1024,
            "MiB at most", aim: Self.memoryAim(downloads: count))
    }
}
