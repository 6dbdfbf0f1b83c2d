import ArgumentParser
import DownloadCore
import DownloadEngine
import Testing

@testable import pdl_tui

/// The exit of the command with these arguments, if it does not run.
private func failure(_ arguments: String...) -> CommandFailure? {
    do {
        var command = try PDLTUI.parse(ArgumentList(arguments))
        // A request for help is a command of the parser.
        if !PDLTUI.configuration.subcommands.contains(where: { $0 == type(of: command) }) {
            try command.run()
        }
        return nil
    } catch {
        return .of(error, arguments: arguments)
    }
}

struct CommandTests {
    @Test func `URLs without a subcommand open the interface`() throws {
        let command = try PDLTUI.parseAsRoot(["-n", "4", "https://a/b", "--theme", "dark"])
        let interface = try #require(command as? InterfaceCommand)
        #expect(interface.urls == ["https://a/b"])
        #expect(interface.options.given.map(\.name) == ["fragments"])
        #expect(interface.screen.given.map(\.name) == ["theme"])
    }

    @Test func `no arguments open the interface`() throws {
        #expect(try PDLTUI.parseAsRoot([]) is InterfaceCommand)
    }

    @Test func `get accepts the interface's options and its own`() throws {
        let command = try PDLTUI.parse(
            ArgumentList([
                "get", "-q", "-n", "7", "-d", "x", "-j", "2", "--per-host", "8", "--limit", "2M",
                "--retries", "0", "-H", "A: 1", "-H", "B: 2", "-A", "me", "--referer", "r",
                "--cookies", "c", "--netrc", "--proxy", "", "--cacert", "ca", "--insecure",
                "--on-exists", "skip", "https://a/b",
            ]))
        let get = try #require(command as? Get)
        #expect(get.quiet)
        var effective = EffectiveSettings()
        for (name, value) in get.options.given { try effective.apply(option: name, value) }
        let settings = effective.settings
        #expect(settings.fragments == .fixed(7))
        #expect(settings.transport.headers == ["A: 1", "B: 2"])
        #expect(settings.transport.usesNetrc && settings.transport.insecure)
        #expect(settings.transport.proxy == "")
        #expect((settings.active, settings.perHost, settings.retries) == (2, 8, 0))
        #expect(settings.onExists == .skip)
    }

    @Test func `a usage error prints one line and a hint, with exit code 64`() {
        #expect(
            failure("get")
                == CommandFailure(
                    complaint: "pdl-tui: no URL given\nTry 'pdl-tui get --help'.\n",
                    code: .wrongUsage))
        for arguments in [
            ["get", "--frobnicate", "u"], ["--json"], ["get", "-o", "a", "u", "v"],
            ["get", "--checksum", "sha256:12", "u"], ["get", "-q", "-v", "u"],
            ["completions", "tcsh"], ["get", "-i", "-", "-i", "-"], ["list", "x"],
        ] {
            do {
                _ = try PDLTUI.parse(ArgumentList(arguments))
                Issue.record("accepted: \(arguments)")
            } catch {
                let failure = CommandFailure.of(error, arguments: arguments)
                #expect(failure.code == .wrongUsage)
                #expect(failure.complaint.split(separator: "\n").count == 2)
                #expect(failure.output.isEmpty)
            }
        }
    }

    @Test func `help and version succeed`() {
        #expect(failure("--version")?.output == "pdl-tui \(EngineConfiguration.version)\n")
        for arguments in [["--help"], ["-h"], ["help"]] {
            let help = failure(arguments[0])
            #expect(help?.code == .done)
            #expect(help?.output.contains("pdl-tui get [options] URL ...") == true)
            #expect(help?.output.contains("--fragments") == true)
        }
        #expect(failure("get", "--version")?.output == failure("--version")?.output)
        #expect(failure("get", "--help")?.output.contains("Exit codes: 0 all done") == true)
    }

    @Test func `every option of a setting is in the table, with its help`() {
        let help = PDLTUI.helpMessage(for: InterfaceCommand.self, columns: 500)
        for setting in Setting<Settings>.all
        where setting.name != "header" && help.contains("--\(setting.name) ") {
            #expect(help.contains(setting.summary), "\(setting.name)")
        }
    }

    @Test func `every option lists its values and its default`() {
        let help = PDLTUI.helpMessage(for: InterfaceCommand.self, columns: 500)
        for setting in Setting<Settings>.all {
            guard let start = help.firstRange(of: "--\(setting.name) <") else { continue }
            let rest = help[start.lowerBound...]
            // A long label has a line of its own.
            let line = rest[..<(rest.firstRange(of: "\n  -")?.lowerBound ?? rest.endIndex)]
            if let choices = setting.choices { #expect(line.contains(choices), "\(setting.name)") }
            if setting.unset != nil || setting.choices != nil && setting.show(Settings()) != nil {
                #expect(line.contains("default: "), "\(setting.name)")
            }
        }
    }

    @Test func `the parser gets only the first few of many URLs`() throws {
        let urls = (0..<10_000).map { "https://host/\($0)" }
        let list = ArgumentList(["get", "-q", "--referer"] + urls)
        #expect(list.parsed == ["get", "-q", "--referer"] + urls.prefix(3))
        let get = try #require(try PDLTUI.parse(list) as? Get)
        #expect(get.urls == Array(urls.dropFirst()))
        let interface = try PDLTUI.parse(ArgumentList(urls)) as? InterfaceCommand
        #expect(interface?.urls == urls)
        #expect(ArgumentList(["get", "https://a/", "-q"]).surplus.isEmpty)
        #expect(throws: (any Error).self) { try PDLTUI.parse(ArgumentList(["list"] + urls)) }
        #expect(throws: (any Error).self) {
            try PDLTUI.parse(ArgumentList(["get", "-o", "x"] + urls))
        }
    }
}
