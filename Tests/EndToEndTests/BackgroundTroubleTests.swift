import DownloadCore
import FaultOrigin
import Foundation
import Harness
import Synchronization
import Testing

@testable import EngineLink

/// What people run into with an engine in the background.
@Suite struct `A background engine in trouble` {
    private func daemon(
        _ home: Home, _ variables: [String: String] = [:], under: [String] = []
    ) throws -> Program {
        try Program(
            under + [Program.pdlTUI, "daemon"],
            environment: home.environment.merging(variables) { $1 }, directory: home.downloads)
    }

    private func command(
        _ arguments: String..., home: Home, variables: [String: String] = [:]
    ) async throws -> Program.Result {
        try await Program.run(
            [Program.pdlTUI] + arguments, environment: home.environment.merging(variables) { $1 },
            directory: home.downloads)
    }

    private func endpoint(_ home: Home) -> Endpoint {
        Endpoint(folder: home.folder.file("runtime/pdl-tui"))
    }

    private func listens(_ home: Home) -> Bool {
        FileManager.default.fileExists(atPath: endpoint(home).socket)
    }

    private func configure(_ home: Home, _ text: String) throws {
        let folder = try home.folder.folder("config/pdl-tui")
        try text.write(toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
    }

    // MARK: Settings

    @Test func `SIGHUP reads the settings again, and keeps a limit set meanwhile`()
        async throws
    {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(100_000))
            let home = try Home()
            let hook = home.folder.file("hook")
            try configure(home, "[limit]\nrate = \"3M\"\n")
            let daemon = try daemon(home)
            try await wait(for: "a socket") { listens(home) }
            _ = try await command("limit", "5M", home: home)
            try configure(
                home,
                "[limit]\nrate = \"3M\"\n[hooks]\non-complete = [\"touch\", \"\(hook)\"]\n")
            daemon.signal(SIGHUP)
            // The settings are read in the background: each try is a download of its own.
            var number = 0
            try await wait(for: "a hook", state: { daemon.errors }) {
                number += 1
                let url = origin.url("/\(number).bin")
                let added = try await command("add", url, home: home)
                try #require(added.exitCode == 0, "\(added.errors)")
                try await wait(for: "a file") { home.finished.contains("\(number).bin") }
                return FileManager.default.fileExists(atPath: hook)
            }
            let interface = try await Interface([], home: home)
            try await interface.terminal.wait(forText: "limit 5.00 MiB/s")
            try configure(home, "[limit]\nrate = \"4M\"\n")
            daemon.signal(SIGHUP)
            try await interface.terminal.wait(forText: "limit 4.00 MiB/s")
            try configure(home, "[limit]\nrate = 4 apples\n")
            daemon.signal(SIGHUP)
            try await wait(for: "a complaint") { daemon.errors.contains("config.toml") }
            #expect(daemon.isRunning)
            daemon.signal(SIGTERM)
            #expect(try await daemon.result().exitCode == 0)
            try await origin.stop()
        }
    }

    @Test func `settings of the engine cannot be given while it runs`() async throws {
        try await Turns.shared.take {
            let home = try Home()
            let daemon = try daemon(home)
            try await wait(for: "a socket") { listens(home) }
            for option in [
                ["-j", "8"], ["--retries", "2"], ["--limit", "1M"], ["--timeout", "9"],
            ] {
                let result = try await Program.run(
                    [Program.pdlTUI, "add"] + option + ["http://127.0.0.1:9/x"],
                    environment: home.environment, directory: home.downloads)
                #expect(result.exitCode == 64, "\(option): \(result.errors)")
                #expect(result.errors.contains("process \(daemon.processID)"), "\(result.errors)")
            }
            let interface = try await Interface(["-j", "8"], home: home)
            #expect(try await interface.terminal.exitCode() == 64)
            try await interface.terminal.wait(forText: "--active has no effect")
            #expect(try await command("list", "--json", home: home).output.isEmpty)
            daemon.signal(SIGTERM)
            _ = try await daemon.result()
        }
    }

    @Test func `a server's session goes to the background with its download`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(8 << 20)
            let hasSession = Condition { $0.field("cookie") == "session=7" }
            let origin = try await FaultOrigin.start(
                body: body, .when(.request(1), .fields(Field("Set-Cookie", "session=7"))),
                .when(.afterRequest(1) && !hasSession, .status(403)), .throttle(64 << 10))
            origin.hold(eachAfter: 256 << 10)
            let home = try Home()
            let interface = try await Interface(["-n", "4", origin.url()], home: home)
            try await interface.wait(forBars: 4)
            try await interface.terminal.press("D")
            #expect(try await interface.terminal.exitCode() == 0)
            origin.hurry()
            try await wait(for: "the file", state: { "\(origin.log.map(\.status))" }) {
                home.finished == ["file.bin"]
            }
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            _ = try await command("stop", home: home)
            try await origin.stop()
        }
    }

    @Test func `D asks where bytes would be lost`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(4 << 20)
            let origin = try await FaultOrigin.start(body: body, .noRanges(), .throttle(64 << 10))
            origin.hold(after: 200_000)
            let home = try Home()
            let interface = try await Interface([origin.url()], home: home)
            // Without any, nothing would be lost.
            try await interface.terminal.wait(for: "bytes") {
                $0.description.contains(/[1-9]%/)
            }
            try await interface.terminal.press("D")
            try await interface.terminal.wait(forText: "cannot resume")
            try await interface.terminal.press("n")
            origin.hurry()
            try await interface.wait(forFile: "file.bin")
            #expect(origin.log.count == 1)
            #expect(try await interface.quit() == 0)
            try await origin.stop()
        }
    }

    /// Starts an interface that moves its download to the background when the terminal closes.
    private func interfaceToLeave(
        running origin: FaultOrigin, _ home: Home
    ) async throws -> (Interface, pid_t) {
        try configure(home, "on-hangup = \"background\"\n")
        origin.hold(eachAfter: 256 << 10)
        let interface = try await Interface(["-n", "4", origin.url()], home: home)
        try await interface.wait(forBars: 4)
        return (interface, try #require(try await interface.terminal.program()))
    }

    @Test(arguments: [0, 3])
    func `a closed terminal leaves the downloads running, if that is set`(
        _ signalsBefore: Int
    ) async throws {
        try await Turns.shared.take {
            let body = Body.pattern(8 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
            let home = try Home()
            let (interface, program) = try await interfaceToLeave(running: origin, home)
            // The program, the shell and the kernel each send one when a window is closed, or the
            // program notices first that its terminal is gone.
            for _ in 0..<signalsBefore { kill(program, SIGHUP) }
            try await interface.terminal.close()
            try await wait(for: "the end of the interface") { kill(program, 0) != 0 }
            origin.hurry()
            try await wait(for: "the file") { home.finished == ["file.bin"] }
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            _ = try await command("stop", home: home)
            try await origin.stop()
            #expect(origin.excess(over: body.count) <= 1 << 20)
        }
    }

    @Test func `the log says why a closed terminal left no engine`() async throws {
        try await Turns.shared.take {
            let body = Body.pattern(4 << 20)
            let origin = try await FaultOrigin.start(body: body, .throttle(64 << 10))
            let home = try Home()
            let (interface, program) = try await interfaceToLeave(running: origin, home)
            // The new engine reads settings with a fault.
            try configure(home, "on-hangup = background\n")
            try await interface.terminal.close()
            try await wait(for: "the end of the interface") { kill(program, 0) != 0 }
            let log = try String(
                contentsOfFile: home.folder.file("state/pdl-tui/pdl-tui.log"), encoding: .utf8)
            #expect(
                log.contains(/the engine cannot move to the background: .*config\.toml/), "\(log)")
            // The download has stopped where it was.
            try configure(home, "")
            origin.hurry()
            let next = try await Interface([], home: home)
            try await next.wait(forFile: "file.bin")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            #expect(try await next.quit() == 0)
            try await origin.stop()
        }
    }

    // MARK: Its end

    @Test func `an engine started on demand ends when it has nothing to do`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(100_000))
            let home = try Home()
            try configure(home, "idle-exit = 1\n")
            let added = try await command("add", origin.url(), home: home)
            #expect(added.exitCode == 0, "\(added.errors)")
            try await wait(for: "the file") { home.finished == ["file.bin"] }
            try await wait(for: "the end of the engine") { !listens(home) }
            #expect(try await command("stop", home: home).errors.contains("no engine is running"))
            let list = try await command("list", "--json", home: home)
            #expect(list.output.contains("\"state\":\"done\""), "\(list.output)")
            // An engine that a user started stays.
            let daemon = try daemon(home)
            try await wait(for: "a socket") { listens(home) }
            try await Task.sleep(for: .seconds(2))
            #expect(daemon.isRunning)
            daemon.signal(SIGTERM)
            _ = try await daemon.result()
            try await origin.stop()
        }
    }

    @Test func `a service manager's socket is used and left, and it is told every state`()
        async throws
    {
        try await Turns.shared.take {
            let home = try Home()
            try configure(home, "idle-exit = 600\n")
            let endpoint = endpoint(home)
            try endpoint.prepareFolder()
            let listener = try newSocket(blocking: false)
            try #require(try endpoint.withAddress { bind(listener.number, $0, $1) } == 0)
            try #require(listen(listener.number, 8) == 0)
            let messages = try NotifySocket()
            func start() throws -> Program {
                try Program(
                    [
                        "/bin/sh", "-c", "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" daemon",
                        Program.pdlTUI,
                    ],
                    environment: home.environment.merging(["NOTIFY_SOCKET": messages.name]) { $1 },
                    descriptors: [.inherited(listener.number, as: 3)])
            }
            // A connection that waits from before the engine's start is served.
            async let listing = command("list", home: home)
            var engine = try start()
            #expect(try await messages.next() == "READY=1\nMAINPID=\(engine.processID)")
            #expect(try await listing.exitCode == 0)
            try configure(home, "idle-exit = 1\n")
            engine.signal(SIGHUP)
            #expect(try await messages.next() == "RELOADING=1")
            #expect(try await messages.next() == "READY=1")
            // Without work it ends by itself, and the socket stays for the next connection.
            #expect(try await messages.next() == "STOPPING=1")
            #expect(try await engine.result().exitCode == 0)
            #expect(listens(home))
            try configure(home, "idle-exit = 600\n")
            engine = try start()
            #expect(try await messages.next().hasPrefix("READY=1"))
            #expect(try await command("stop", home: home).exitCode == 0)
            #expect(try await engine.result().exitCode == 0)
            #expect(listens(home))
        }
    }

    @Test func `an engine stays for as long as it is watched or has work`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(4 << 20))
            origin.hold(after: 200_000)
            let home = try Home()
            try configure(home, "idle-exit = 1\n")
            _ = try await command("add", origin.url(), home: home)
            let watch = try Program(
                [Program.pdlTUI, "watch"], environment: home.environment)
            try await wait(for: "a watcher") { watch.output.contains("file.bin") }
            origin.release()
            try await wait(for: "the file") { home.finished == ["file.bin"] }
            try await Task.sleep(for: .seconds(1.5))
            #expect(watch.isRunning && listens(home))
            watch.signal(SIGTERM)
            _ = try await watch.result()
            try await wait(for: "the end of the engine") { !listens(home) }
            try await origin.stop()
        }
    }

    // MARK: Places

    @Test func `without a runtime folder the socket is beside the ledger`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(100_000))
            let home = try Home()
            let none = ["XDG_RUNTIME_DIR": ""]
            let added = try await command("add", origin.url(), home: home, variables: none)
            #expect(added.exitCode == 0, "\(added.errors)")
            #expect(
                FileManager.default.fileExists(
                    atPath: home.folder.file("state/pdl-tui/engine.sock")))
            try await wait(for: "the file") { home.finished == ["file.bin"] }
            #expect(try await command("stop", home: home, variables: none).exitCode == 0)
            try await origin.stop()
        }
    }

    // MARK: Others

    @Test func `an engine of another version is named, and can be stopped`() async throws {
        try await Turns.shared.take {
            let home = try Home()
            let claim = try EngineClaim(endpoint(home))
            let stops = Mutex(0)
            let server = try EngineServer(
                claim, service: StandIn(), version: "99.1", stop: { stops.withLock { $0 += 1 } })
            for arguments in [["pause", "all"], ["add", "http://127.0.0.1:9/x"]] {
                let result = try await Program.run(
                    [Program.pdlTUI] + arguments, environment: home.environment)
                #expect(result.exitCode == 1)
                #expect(
                    result.errors.contains("is version 99.1")
                        && result.errors.contains("pdl-tui stop"), "\(result.errors)")
            }
            let interface = try await Interface([], home: home)
            try await interface.terminal.wait(forText: "version 99.1")
            let stop = try Program([Program.pdlTUI, "stop"], environment: home.environment)
            try await wait(for: "the request to stop") { stops.withLock { $0 } == 1 }
            await server.end(.stopped)
            #expect(try await stop.result().exitCode == 0)
        }
    }

    @Test func `an engine that does not respond is named with its process`() async throws {
        try await Turns.shared.take {
            let home = try Home()
            let daemon = try daemon(home)
            try await wait(for: "a socket") { listens(home) }
            #expect(try await command("list", home: home).errors.isEmpty)
            daemon.signal(SIGSTOP)
            let reason = "the engine (process \(daemon.processID)) does not respond"
            async let pausing = command("pause", "all", home: home)
            async let listing = command("list", home: home)
            let (pause, list) = try await (pausing, listing)
            #expect(pause.exitCode == 1 && pause.errors.contains(reason), "\(pause.errors)")
            #expect(list.exitCode == 0 && list.errors.contains(reason), "\(list.errors)")
            daemon.signal(SIGKILL)
            _ = try await daemon.result()
            let none = try await command("pause", "all", home: home)
            #expect(none.errors.contains("no engine is running"), "\(none.errors)")
        }
    }

    @Test(arguments: [
        ["stop"], ["limit", "1M"], ["pause", "all"], ["resume", "all"], ["retry", "all"],
        ["remove", "all"], ["limit", "1M", "all"], ["fragments", "4", "all"], ["list"],
        ["add", "http://127.0.0.1:9/x"],
    ])
    func `no command waits for an engine that freezes after its greeting`(
        _ arguments: [String]
    ) async throws {
        let home = try Home()
        _ = try home.folder.folder("runtime")
        let server = try EngineServer(
            EngineClaim(endpoint(home)), service: FrozenEngine(), version: "0.1.0", stop: {})
        let start = ContinuousClock.now
        let result = try await Program.run(
            [Program.pdlTUI] + arguments, environment: home.environment, directory: home.downloads)
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(result.errors.contains("does not respond"), "\(result.errors)")
        #expect(result.exitCode == (arguments == ["list"] ? 0 : 1))
        await server.end(.stopped)
    }

    @Test func `an interface names an engine that does not respond, and does not wait for it`()
        async throws
    {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(
                body: .pattern(1 << 20), .throttle(16 << 10))
            let home = try Home()
            let daemon = try daemon(home)
            try await wait(for: "a socket") { listens(home) }
            _ = try await command("add", origin.url(), home: home)
            let interfaces = [
                try await Interface([], home: home), try await Interface([], home: home),
            ]
            for interface in interfaces { try await interface.terminal.wait(forText: "file.bin") }
            let trouble = "(process \(daemon.processID)) does not respond"
            daemon.signal(SIGSTOP)
            for interface in interfaces { try await interface.terminal.wait(forText: trouble) }
            daemon.signal(SIGCONT)
            try await interfaces[0].terminal.wait(for: "the end of it") { !$0.contains(trouble) }
            daemon.signal(SIGSTOP)
            try await interfaces[0].terminal.press("p")
            for (interface, key) in zip(interfaces, ["D", "q"]) {
                let start = ContinuousClock.now
                try await interface.terminal.press(key)
                if key == "q" {
                    try await interface.terminal.wait(forText: "Quit?")
                    try await interface.terminal.press("y")
                }
                #expect(try await interface.terminal.exitCode() == 1)
                #expect(ContinuousClock.now - start < .seconds(8))
                #expect(try await interface.terminal.screen().contains("has not confirmed"))
            }
            daemon.signal(SIGKILL)
            _ = try await daemon.result()
            try await origin.stop()
        }
    }

    @Test(.enabled(if: geteuid() == 0, "the socket of another user needs root"))
    func `the socket of another user is refused`() async throws {
        try await Turns.shared.take {
            let home = try Home()
            // The other user's engine listens in a folder that then becomes ours.
            for name in ["", "runtime", "state", "home", "config"] {
                chmod(home.folder.file(name), 0o777)
            }
            let runtime = home.folder.file("runtime")
            chown(runtime, 65_534, 65_534)
            let other = try daemon(
                home, under: ["setpriv", "--reuid=65534", "--clear-groups", "--"])
            try await wait(for: "a socket", state: { other.errors }) {
                if !other.isRunning { throw NotInTime(other.errors) }
                return listens(home)
            }
            chown(runtime, 0, 0)
            let folder = try await command("stop", home: home)
            #expect(folder.exitCode == 1 && folder.errors.contains("belongs to another user"))
            chown(endpoint(home).folder, 0, 0)
            for arguments in [["stop"], ["add", "http://127.0.0.1:9/x"]] {
                let result = try await Program.run(
                    [Program.pdlTUI] + arguments, environment: home.environment,
                    directory: home.downloads)
                #expect(result.exitCode == 1)
                #expect(
                    result.errors.contains("engine.sock belongs to another user"),
                    "\(result.errors)")
            }
            other.signal(SIGKILL)
            _ = try await other.result()
        }
    }
}
