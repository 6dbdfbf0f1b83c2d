import ArgumentParser
import Testing

@testable import pdl_tui

@Suite struct `Arguments read without the parser` {
    /// Everything that `get` takes from its arguments, as text.
    private func picture(_ get: Get) -> String {
        let options = get.options
        return """
            \(get.urls) \(get.json) \(get.quiet) \(get.verbose) \(String(describing: get.progress))
            \(options.given.map { "\($0.name)=\($0.value)" })
            \(options.output ?? "-") \(options.checksum ?? "-") \(options.mirror)
            \(options.inputFile) \(options.configuration.choice)
            """
    }

    private func parsed(_ arguments: [String]) throws -> Get {
        // The tree of all commands costs most of the time of `PDLTUI.parse`.
        try Get.parse(arguments)
    }

    @Test func `every option of get has the parser's meaning`() throws {
        let values = ["progress": "bar", "checksum": "auto"]
        var count = 0
        for line in PDLTUI.helpMessage(for: Get.self, columns: 2_000).split(separator: "\n")
        where line.hasPrefix("  -") {
            let words = line.split { " ,".contains($0) }
            let names = words.prefix { $0.hasPrefix("-") }.map(String.init)
            for name in names where !["-h", "--help", "--version"].contains(name) {
                let hasValue = words[names.count].hasPrefix("<")
                let long = String((names.last ?? "").dropFirst(2))
                let value = hasValue ? [values[long] ?? "7"] : []
                let isOfOne = ["output", "mirror"].contains(long)
                let arguments = [name] + value + ["https://a/b"] + (isOfOne ? [] : ["c"])
                guard let get = Get(quickly: arguments) else {
                    Issue.record("\(arguments) are left to the parser")
                    continue
                }
                #expect(picture(get) == picture(try parsed(arguments)), "\(arguments)")
                count += 1
            }
        }
        #expect(count > 40)
    }

    @Test(arguments: [
        ["-q", "-j", "16", "-d", "files", "-i", "urls.txt"], ["u", "--limit=1M", "v"],
        ["-H", "A: 1", "-H", "B: 2", "u"], ["-i", "-", "-i", "x"], ["--proxy", "", "u"],
        ["u", "--mirror", "v", "--mirror", "w", "-o", "x"], ["-v", "u", "--no-config"],
        ["u", "--progress", "plain"],
    ])
    func `several options have the parser's meaning`(_ arguments: [String]) throws {
        let get = try #require(Get(quickly: arguments))
        #expect(picture(get) == picture(try parsed(arguments)))
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
