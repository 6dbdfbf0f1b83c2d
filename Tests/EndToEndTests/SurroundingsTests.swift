import FaultOrigin
import Foundation
import Harness
import Testing

/// `get` in scripts: cron, pipes, other locales, a read-only home.
@Suite struct `Environments` {
    /// Runs a line of shell with `$PDL` and `$URL` as the only environment.
    private func shell(
        _ line: String, _ origin: FaultOrigin, home: Home, _ environment: [String: String] = [:]
    ) async throws -> Program.Result {
        let variables = ["PDL": Program.pdlTUI, "URL": origin.url(), "no_proxy": "*"]
        return try await Program.run(
            ["sh", "-c", line], environment: variables.merging(environment) { $1 },
            directory: home.downloads)
    }

    @Test(arguments: [
        [:], ["HOME": "/proc"], ["HOME": ""], ["HOME": "relative"], ["LC_ALL": "C"],
        ["LC_ALL": "C", "LANG": "C", "TERM": "dumb", "HOME": "/proc"], ["LC_ALL": "xx_YY.nonsense"],
        ["XDG_STATE_HOME": "/dev/null/x", "XDG_CONFIG_HOME": "/dev/null/x"],
    ])
    func `it runs without terminal, home and locale, and prints the path`(
        _ environment: [String: String]
    ) async throws {
        try await Turns.shared.take {
            let body = Body.pattern(100_000)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            let result = try await shell(
                "exec \"$PDL\" get \"$URL\"", origin, home: home, environment)
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(result.output == home.path("file.bin") + "\n")
            #expect(result.errors.utf8.allSatisfy { $0 < 0x80 && ($0 >= 0x20 || $0 == 0x0A) })
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            try await origin.stop()
        }
    }

    @Test(arguments: [96, 160, 400])
    func `few descriptors mean fewer downloads at a time, and no failure`(limit: Int) async throws {
        try await Turns.shared.take {
            let body = Body.pattern(300_000)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            let line = """
                ulimit -n \(limit)
                i=0; while [ $i -lt 120 ]; do i=$((i + 1)); echo "$URL$i"; done > list
                exec "$PDL" get -q -j 100 -n 8 -i list
                """
            let result = try await shell(line, origin, home: home)
            #expect(result.exitCode == 0, "\(result.errors)")
            for number in 1...120 {
                #expect(try body.isContent(ofFile: home.path("file.bin\(number)")))
            }
            try await origin.stop()
        }
    }

    @Test(arguments: [
        "exec \"$PDL\" get \"$URL\" <&-", "exec \"$PDL\" get \"$URL\" >&-",
        "exec \"$PDL\" get \"$URL\" 2>&-", "exec \"$PDL\" get \"$URL\" <&- >&- 2>&-",
        "{ \"$PDL\" get --json \"$URL\"; echo $? >&2; } | true",
        "{ \"$PDL\" get -v \"$URL\" 2>&1; } | true", "exec \"$PDL\" get \"$URL\" 2>/dev/full",
        "\"$PDL\" get \"$URL\" >/dev/full; test $? = 1",
    ])
    func `closed, full or unread standard streams harm no file`(
        _ line: String
    ) async throws {
        try await Turns.shared.take {
            let body = Body.pattern(400_000)
            let origin = try await FaultOrigin.start(body: body, .throttle(1 << 20))
            let home = try Home()
            let result = try await shell(line, origin, home: home)
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(home.finished == ["file.bin"] && home.unfinished.isEmpty)
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            if line.contains("echo $?") { #expect(result.errors.hasSuffix("0\n")) }
            try await origin.stop()
        }
    }

    @Test func `an unwritable folder is exit code 1 with its name`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let result = try await shell(
                "exec \"$PDL\" get -d /proc/none \"$URL\"", origin, home: home)
            #expect(result.exitCode == 1)
            #expect(result.errors.contains("/proc/none"), "\(result.errors)")
            try await origin.stop()
        }
    }

    @Test(arguments: [
        ("HOME", "get \"$URL\""), ("XDG_CONFIG_HOME", "get \"$URL\""),
        ("XDG_STATE_HOME", "get \"$URL\""), ("HOME", "add \"$URL\""), ("HOME", "config"),
        ("XDG_RUNTIME_DIR", "list"), ("XDG_STATE_HOME", "list --json"), ("HOME", "stop"),
        ("XDG_DOWNLOAD_DIR", "add \"$URL\""), ("XDG_RUNTIME_DIR", "daemon"),
        ("XDG_RUNTIME_DIR", "pause 1"), ("HOME", "\"$URL\""),
    ])
    func `a variable whose path is not UTF-8 is named, and no other folder is used`(
        _ name: String, _ command: String
    ) async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let line = """
                export HOME="$PWD" XDG_RUNTIME_DIR="$PWD"
                export \(name)="$PWD/$(printf 'h\\351')"
                exec "$PDL" \(command)
                """
            let result = try await shell(line, origin, home: home)
            #expect(result.exitCode == 64)
            #expect(
                result.errors.hasPrefix(
                    "pdl-tui: \(name) in the environment is not valid UTF-8\n"),
                "\(result.errors)")
            #expect(result.output.isEmpty)
            #expect(home.folder.files.isEmpty && origin.log.isEmpty)
            try await origin.stop()
        }
    }

    @Test func `a folder for downloads that is not used does not matter`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let line = """
                export XDG_DOWNLOAD_DIR="/$(printf 'h\\351')"
                exec "$PDL" get "$URL"
                """
            let result = try await shell(line, origin, home: home)
            #expect(result.exitCode == 0 && home.finished == ["file.bin"], "\(result.errors)")
            try await origin.stop()
        }
    }

    @Test func `a current folder whose name is not UTF-8 is no default, and no obstacle`()
        async throws
    {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let line = """
                mkdir "$(printf 'd\\351')" && cd "$(printf 'd\\351')" || exit
                "$PDL" get "$URL" "$@"
                """
            let refused = try await shell(line, origin, home: home)
            #expect(refused.exitCode == 64)
            #expect(
                refused.errors.hasPrefix(
                    "pdl-tui: the current folder has a name that is not valid UTF-8; name a"
                        + " folder with --directory\n"), "\(refused.errors)")
            let other = try Home()
            let named = line.replacing("\"$@\"", with: "-d '\(other.downloads)'")
            let taken = try await shell(named, origin, home: other)
            #expect(taken.exitCode == 0, "\(taken.errors)")
            #expect(other.finished.contains("file.bin"))
            try await origin.stop()
        }
    }

    @Test func `list prints nothing before the first download, and fails without a home`()
        async throws
    {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let empty = try await Program.run(
                [Program.pdlTUI, "list", "--json"], environment: home.environment)
            #expect(empty.exitCode == 0 && empty.output.isEmpty && empty.errors.isEmpty)
            #expect(home.folder.files.isEmpty)
            let homeless = try await shell("exec \"$PDL\" list", origin, home: home)
            #expect(homeless.exitCode == 64 && homeless.errors.contains("HOME"))
            try await origin.stop()
        }
    }

    @Test func `--quit-when-done ends the interface after the hook`()
        async throws
    {
        try await Turns.shared.take {
            let body = Body.pattern(100_000)
            let origin = try await FaultOrigin.start(body: body)
            let home = try Home()
            let config = try home.write(
                "some.toml",
                "quit-when-done = true\n[hooks]\non-complete = [\"cp\", \"file.bin\", \"copy\"]\n")
            let interface = try await Interface(["--config", config, origin.url()], home: home)
            #expect(try await interface.terminal.exitCode() == 0)
            #expect(try body.isContent(ofFile: home.path("copy")))
            try await origin.stop()
        }
    }

    @Test func `the log says what happened, without secrets`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(
                body: .pattern(1000), .when(.path("/gone.bin"), .status(404)))
            let urls = ["/file.bin?token=s3cret", "/gone.bin?sig=s3cret"].map {
                origin.url($0).replacing("http://", with: "http://me:s3cret@")
            }
            let home = try Home()
            let settings = try home.write("c.toml", "[request]\nbearer = \"s3cret\"\n")
            let interface = try await Interface(
                ["--config", settings, "-H", "X-Key: s3cret"] + urls, home: home)
            try await interface.terminal.wait(for: "both ends") {
                $0.contains("1 failed") && $0.contains("1 done")
            }
            #expect(try await interface.quit() == 0)
            let path = interface.home.folder.file("state/pdl-tui/pdl-tui.log")
            let log = try String(contentsOfFile: path, encoding: .utf8)
            for words in [
                "start file.bin from http://127.0.0.1", "done ", "failed gone.bin: ", "404",
            ] {
                #expect(log.contains(words), "\(words) in \(log)")
            }
            #expect(!log.contains("s3cret"), "\(log)")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o600)
            try await origin.stop()
        }
    }

    @Test func `list shows downloads of the interface`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let interface = try await Interface([origin.url()], home: Home())
            try await interface.wait(forFile: "file.bin")
            // The row is written shortly after the file, and a quit does not wait for a slow disk.
            try await wait(for: "its row") {
                try await Program.run(
                    [Program.pdlTUI, "list"], environment: interface.home.environment
                ).output.contains("done ")
            }
            #expect(try await interface.quit() == 0)
            let list = try await Program.run(
                [Program.pdlTUI, "list", "--json"], environment: interface.home.environment)
            #expect(list.output.contains("\"state\":\"done\""), "\(list.output)\(list.errors)")
            #expect(list.output.contains("\"path\":\"\(interface.home.path("file.bin"))\""))
            let lines = try await Program.run(
                [Program.pdlTUI, "list"], environment: interface.home.environment)
            #expect(lines.output.hasPrefix("done"), "\(lines.output)")
            try await origin.stop()
        }
    }
}
