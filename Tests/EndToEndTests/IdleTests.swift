import FaultOrigin
import Foundation
import Harness
import Testing

@testable import Benchmarks

extension QuietMachine {
    /// A background engine without work.
    @Suite struct `An idle background engine` {
        @Test func `sleeps after a download, faces and changed settings`()
            async throws
        {
            let origin = try await FaultOrigin.start(body: .pattern(1 << 20))
            let home = try Home()
            let settings = """
                [rpc]
                listen = "127.0.0.1:\(try Port.free())"
                [[limit.schedule]]
                from = "02:00"
                to = "03:00"
                rate = "20M"
                """
            let folder = try home.folder.folder("config/pdl-tui")
            try settings.write(
                toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
            let daemon = try Program(
                [Program.pdlTUI, "daemon"], environment: home.environment,
                directory: home.downloads)
            let socket = home.folder.file("runtime/pdl-tui/engine.sock")
            try await wait(for: "a socket", state: { daemon.errors }) {
                FileManager.default.fileExists(atPath: socket)
            }
            for arguments in [["add", origin.url()], ["list"], ["limit", "30M"]] {
                let result = try await Program.run(
                    [Program.pdlTUI] + arguments, environment: home.environment,
                    directory: home.downloads)
                #expect(result.exitCode == 0, "\(result.errors)")
            }
            try await wait(for: "the file") { home.finished == ["file.bin"] }
            let interface = try await Interface([], home: home)
            try await interface.terminal.wait(forText: "file.bin")
            #expect(try await interface.quit() == 0)
            daemon.signal(SIGHUP)
            let wakeUps = try await measured {
                let before = ProcessUse.of(daemon.processID).waits
                try await Task.sleep(for: .seconds(3))
                try #require(daemon.isRunning)
                return ProcessUse.of(daemon.processID).waits - before
            } until: {
                $0 == 0
            }
            #expect(wakeUps == 0)
            daemon.signal(SIGTERM)
            #expect(try await daemon.result().exitCode == 0)
            try await origin.stop()
        }
    }
}
