import ArgumentParser
import Testing

@testable import pdl_tui

struct JoinedValueTests {
    @Test(arguments: [
        (["get", "-n4", "u"], ["get", "--fragments=4", "u"]),
        (["-nauto", "u"], ["--fragments=auto", "u"]),
        (["get", "-qn4", "u"], ["get", "-q", "--fragments=4", "u"]),
        (["get", "-vj4", "u"], ["get", "-v", "--active=4", "u"]),
        (["add", "-d/x", "-ofile", "u"], ["add", "--directory=/x", "--output=file", "u"]),
        (["get", "-i-", "-HX-A: 1"], ["get", "--input-file=-", "--header=X-A: 1"]),
        (["-Ame=1", "u"], ["--user-agent=me=1", "u"]),
        (["get", "--limit=", "u"], ["get", "--limit", "", "u"]),
        (["--", "-n4", "--limit="], ["--", "-n4", "--limit="]),
        (
            ["get", "-n", "4", "-qv", "-qn", "4", "-n=4"],
            ["get", "-n", "4", "-qv", "-qn", "4", "-n=4"]
        ),
        (["list", "-n4"], ["list", "-n4"]),
        (["get", "-x4", "--json="], ["get", "-x4", "--json="]),
        (["get", "--header=A="], ["get", "--header=A="]), (["-", "a-n4", ""], ["-", "a-n4", ""]),
    ])
    func `a joined value is separated from its option`(_ given: [String], _ wanted: [String]) {
        #expect(JoinedValues.separated(given) == wanted)
    }

    @Test func `every short option with a value has its long name`() throws {
        let lines = PDLTUI.helpMessage(for: Get.self, columns: 2_000).split(separator: "\n")
        var short: [Character: String] = [:]
        var flags: Set<Character> = []
        for line in lines where line.hasPrefix("  -") && !line.hasPrefix("  --") {
            let words = line.split { " ,".contains($0) }
            let letter = try #require(words[0].last)
            if words[2].hasPrefix("<") {
                short[letter] = String(words[1])
            } else {
                flags.insert(letter)
            }
        }
        #expect(short == JoinedValues.options)
        #expect(flags == JoinedValues.flags)
    }

    @Test func `quick arguments and the parser take a joined value`() throws {
        let arguments = JoinedValues.separated(["get", "-qn4", "-j2", "https://a/b"])
        let quick: (any ParsableCommand)? = QuickCommands.command(for: arguments)
        let parsed: (any ParsableCommand)? = try PDLTUI.parseAsRoot(arguments)
        for command in [quick, parsed] {
            let get = try #require(command as? Get)
            #expect(get.options.fragments == "4" && get.options.active == "2" && get.quiet)
            #expect(get.urls == ["https://a/b"])
        }
    }

    @Test(arguments: ["limit", "fragments", "retries", "timeout", "user-agent", "ip"])
    func `an empty value is invalid`(_ name: String) throws {
        let arguments = JoinedValues.separated(["get", "--\(name)=", "https://a/b"])
        let get = try #require(try PDLTUI.parseAsRoot(arguments) as? Get)
        #expect(get.urls == ["https://a/b"])
        var effective = EffectiveSettings()
        let error = #expect(throws: SettingError.self) {
            try effective.apply(options: get.options.given)
        }
        #expect(error?.message.hasPrefix("invalid value \"\" for --\(name): use ") == true)
    }
}
