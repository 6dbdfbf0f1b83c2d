import DownloadCore
import Testing

@testable import TerminalUI

/// Several commands in one text, as "Copy all as cURL" copies them, and what else shells read.
struct CurlListTests {
    private let template = DownloadRequest(source: "", directory: "/d")

    private func results(_ text: String) throws -> [CurlCommand.Result] {
        try CurlCommand.results(from: text, template: template)
    }

    private func problem(_ text: String) -> String { CurlCommand.problem(of: text) }

    @Test(arguments: [
        // Chrome for POSIX shells and for the Windows command prompt, Firefox, and documentation.
        "curl 'http://a/1' \\\n  -H 'X: 1' ;\ncurl 'http://b/2' \\\n  -H 'X: 2' ;\n"
            + "curl 'http://c/3' -H 'X: 3'",
        "curl ^\"http://a/1^\" ^\r\n  -H ^\"X: 1^\" &\r\ncurl ^\"http://b/2^\" -H ^\"X: 2^\" &\r\n"
            + "curl ^\"http://c/3^\" -H ^\"X: 3^\"",
        "curl 'http://a/1' -H 'X: 1'; \ncurl 'http://b/2' -H 'X: 2'; \ncurl 'http://c/3' -H 'X: 3'",
        "curl http://a/1 -H 'X: 1'\ncurl http://b/2 -H 'X: 2'\n\ncurl http://c/3 -H 'X: 3'\n",
        "$ curl http://a/1 -H 'X: 1'\n# the second\n$ curl http://b/2 -H 'X: 2'\r\n"
            + "% /usr/bin/curl http://c/3 -H 'X: 3'",
        "curl http://a/1 -H 'X: 1' && curl http://b/2 -H 'X: 2' & curl http://c/3 -H 'X: 3' &",
        "curl http://a/1 -H 'X: 1';curl http://b/2 -H 'X: 2'&&curl http://c/3 -H 'X: 3';",
        "curl http://a/1 -H 'X: 1' &\n&& curl http://b/2 -H 'X: 2' ;; curl.exe http://c/3 -H 'X: 3'",
    ])
    func `each command is a request with its own fields`(_ text: String) throws {
        #expect(CurlCommand.isLikely(text))
        let results = try results(text)
        #expect(results.map(\.urls) == [["http://a/1"], ["http://b/2"], ["http://c/3"]])
        #expect(
            results.map(\.request.transport.headers) == [["X: 1"], ["X: 2"], ["X: 3"]])
        #expect(results.allSatisfy { $0.omitted.isEmpty })
    }

    @Test(
        arguments: [
            ("| tar xz", ["| tar"]), ("|tar", ["| tar"]), ("|& less", ["|& less"]),
            ("| curl -T - http://b/", ["| curl"]), ("|| curl http://b/", ["|| curl"]),
            ("|| wget s3cret", ["|| wget"]), ("&& tar xf f", ["&& tar"]), ("; ls -l", ["; ls"]),
            ("& wait", ["& wait"]), ("; (cd x; ls)", ["; (cd", "; ls)"]), ("; A=s3cret b", ["; A"]),
            ("< s3cret", ["the input (<)"]), ("<<< s3cret", ["the input (<)"]),
            ("0< s3cret -R", ["-R", "the input (<)"]),
            ("-R | tee f | sh", ["-R", "| tee", "| sh"]),
            ("; ls; ls", ["; ls"]), ("2> f", []), ("2>> f", []), ("2>&1", []), (">&2", []),
            ("3>&-", []), ("> /dev/null", []), ("| tar $(s3cret) `x`", ["| tar"]),
        ] as [(String, [String])])
    func `what is not a download is reported without its arguments`(
        _ rest: String, _ omitted: [String]
    ) throws {
        for command in ["curl http://a/ \(rest)", "curl http://a/ \(rest)\ncurl http://c/"] {
            let results = try results(command)
            #expect(results[0].urls == ["http://a/"] && results[0].omitted == omitted)
            #expect(results[0].request.name == nil)
            #expect(results.count == (command.contains("\n") ? 2 : 1))
        }
    }

    @Test(arguments: [
        ("$(pwd)", "$(…)"), ("\"$(pwd)\"", "$(…)"), ("a$(pwd)b", "$(…)"), ("$((1 + 2))", "$(…)"),
        ("`pwd`", "`…`"), ("\"x`pwd`\"", "`…`"), ("<(pwd)", "<(…)"), (">(cat)", ">(…)"),
        ("> $(pwd)/f", "$(…)"), ("-H \"A: $(cat s3cret)\"", "$(…)"),
    ])
    func `what only a shell can replace is refused`(_ words: String, _ shown: String) {
        let problem = problem("curl http://h/ \(words)")
        #expect(
            problem
                == "the curl command contains \(shown), which only a shell can replace; enter the"
                + " result in its place")
    }

    @Test(arguments: [
        "'$(a)`b`'", "\"\\$(a)\\`b\\`\"", "\\$\\(a\\)\\`b\\`", "$'$(a)`b`'",
    ])
    func `quoted, it is text`(_ quoted: String) throws {
        #expect(
            try results("curl http://h/ -A \(quoted)")[0].request.transport.userAgent == "$(a)`b`")
    }

    @Test(arguments: [
        ("http://h/f?a=1&b=2", "http://h/f?a=1&b=2"),
        ("http://h/f?a=1&b=2 &", "http://h/f?a=1&b=2"),
        ("http://h/f?$top=1&$skip=2", "http://h/f?$top=1&$skip=2"),
        ("http://h/f#x", "http://h/f#x"),
        ("http://h/f_(a)", "http://h/f_(a)"),
    ])
    func `a URL without quotation marks is taken as it is meant`(
        _ text: String, _ url: String
    ) throws {
        #expect(try results("curl \(text)").map(\.urls) == [[url]])
    }

    @Test func `a command that is refused is named by its number`() throws {
        let text = "curl http://a/; curl http://b/ -d s3cret; ls; curl http://c/; curl -K f"
        #expect(
            problem(text)
                == "command 2 of 4: the curl command sends data (-d); only GET is fetched")
        let urls = try CurlCommand.outcomes(of: text, template: template).map { outcome in
            if case .success(let result) = outcome { result.urls[0] } else { "" }
        }
        #expect(urls == ["http://a/", "", "http://c/", ""])
        #expect(problem("curl http://a/ << X\nX") == "the curl command reads a here-document (<<)")
        #expect(
            problem("curl http://a/; curl 'http://b/") == "unterminated quote in the curl command")
        #expect(problem("curl http://a/ >; ls") == "-o has no value in the curl command")
        #expect(problem("ls; curl http://a/") == "not a curl command")
    }

    @Test func `many commands are read in linear time`() throws {
        let start = ContinuousClock.now
        let text = String(repeating: "curl http://a/ | b & \n\n", count: 20_000)
        #expect(try results(text).count == 20_000)
        let pipes = "curl http://a/" + String(repeating: " | b", count: 100_000)
        #expect(try results(pipes).count == 1)
        #expect(start.duration(to: .now) < .seconds(60))
    }
}
