import ArgumentParser
import Testing

@testable import pdl_tui

@Suite struct `Arguments read without the parser` {
    /// Everything that a command takes from its arguments, as text.
    private func picture(_ command: any QuickCommand) -> String {
        let options = command.options
        let own =
            switch command {
            case let get as Get:
                "\(get.urls) \(get.json) \(get.quiet) \(get.verbose) \(get.progress as Any)"
            case let add as AddCommand: "\(add.urls) \(add.curl as Any)"
            case let daemon as DaemonCommand: "\(daemon.isStartedByFace)"
            case let interface as InterfaceCommand:
                "\(interface.urls) \(interface.screen.given.map { "\($0.name)=\($0.value)" })"
            default: ""
            }
        return """
            \(type(of: command)) \(own)
            \(options.given.map { "\($0.name)=\($0.value)" })
            \(options.output ?? "-") \(options.checksum ?? "-") \(options.mirror)
            \(options.inputFile) \(options.configuration.choice)
            """
    }

    /// The lines of a command's help that describe options.
    private func optionLines(of command: any QuickCommand.Type) -> [Substring] {
        PDLTUI.helpMessage(for: command, columns: 2_000).split(separator: "\n").filter {
            $0.hasPrefix("  -") && !$0.contains("--help") && !$0.contains("--version")
        }
    }

    @Test func `every option has the parser's meaning`() throws {
        let values = ["progress": "bar", "checksum": "auto", "curl": "-"]
        var seen: Set<Substring> = []
        var count = 0
        for command: any QuickCommand.Type in [Get.self, AddCommand.self, InterfaceCommand.self] {
            // The options of all downloads are tested once.
            for line in optionLines(of: command) where seen.insert(line).inserted {
                let words = line.split { " ,".contains($0) }
                let names = words.prefix { $0.hasPrefix("-") }.map(String.init)
                for name in names {
                    let hasValue = words[names.count].hasPrefix("<")
                    let long = String((names.last ?? "").dropFirst(2))
                    let value = hasValue ? [values[long] ?? "7"] : []
                    let isOfOne = ["output", "mirror"].contains(long)
                    let urls = long == "curl" ? [] : ["https://a/b"] + (isOfOne ? [] : ["c:d"])
                    let arguments = [name] + value + urls
                    guard let quick = command.init(quickly: arguments) else {
                        Issue.record("\(arguments) are left to the parser")
                        continue
                    }
                    // The tree of all commands costs most of the time of `PDLTUI.parse`.
                    #expect(
                        picture(quick) == picture(try command.parse(arguments)), "\(arguments)")
                    count += 1
                }
            }
        }
        #expect(count > 45)
    }

    @Test(arguments: [
        [], ["daemon", "--started-by-face"], ["-d", "get", "--ascii", "localhost/x"],
    ])
    func `the program has the parser's command`(_ arguments: [String]) throws {
        let quick = try #require(
            QuickCommands.command(for: arguments) as? any QuickCommand, "\(arguments)")
        let parsed = try #require(try PDLTUI.parseAsRoot(arguments) as? any QuickCommand)
        #expect(picture(quick) == picture(parsed))
    }

    @Test(arguments: [
        ["list"], ["help"], ["help", "get"], ["gte", "u"], ["--limit", "1M", "get", "u"], ["-h"],
        ["--version"], ["get"], ["add"], ["daemon", "u"], ["daemon", "-o", "x"], ["watch"],
        ["completions", "bash"], ["stop"], ["add", "--curl", "-", "u"],
    ])
    func `every other command is left to the parser`(_ arguments: [String]) {
        #expect(QuickCommands.command(for: arguments) == nil)
    }

    @Test(arguments: [
        ["-q", "-j", "16", "-d", "files", "-i", "urls.txt"], ["u", "--limit=1M", "v"],
        ["-H", "A: 1", "-H", "B: 2", "u"], ["-i", "-", "-i", "x"], ["--proxy", "", "u"],
        ["u", "--mirror", "v", "--mirror", "w", "-o", "x"], ["-v", "u", "--no-config"],
        ["u", "--progress", "plain"],
    ])
    func `several options have the parser's meaning`(_ arguments: [String]) throws {
        let get = try #require(Get(quickly: arguments))
        #expect(picture(get) == picture(try Get.parse(arguments)))
    }

    @Test(arguments: [
        [], ["-h"], ["--help", "u"], ["--frobnicate", "u"], ["-qv", "u"], ["-n7", "u"],
        ["--", "u"],
        ["u", "-n"], ["u", "-n", "-1"], ["u", "--limit="], ["u", "--limit", "1", "--limit", "2"],
        ["u", "--header", "A: 1", "-H", "B: 2"], ["u", "--progress", "no"], ["-q", "-v", "u"],
        ["u", "--config", "f", "--no-config"], ["u", "v", "-o", "x"], ["u", "v", "--mirror", "w"],
        ["u", "--checksum", "md5:1"],
        ["u", "--json=yes"],
    ])
    func `all others are left to the parser`(_ arguments: [String]) {
        #expect(Get(quickly: arguments) == nil)
    }
}
