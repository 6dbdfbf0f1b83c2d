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

/// Several pasted commands in the interface.
struct CurlReviewTests {
    private static let text = """
        curl 'https://a.example/1' -H 'X: 1' --compressed ;
        curl 'https://b.example/2' -H 'X: 2' -z x ;
        curl 'https://b.example/3' -d s3cret ;
        curl 'https://example.org/files/5' ;
        curl 'https://a.example/1' ;
        curl 'https://b.example/4' | tar x
        """

    private func added(_ effects: [Effect]) -> [DownloadRequest] {
        guard case .perform(.add(let requests)) = effects.first else { return [] }
        return requests
    }

    @Test func `pasted into the queue, they are reviewed before they are added`() {
        var model = Sample.model(100, 30)
        #expect(model.update(.paste(Self.text), at: model.now) == [])
        let picture = View.screen(model).picture
        #expect(picture.contains("Add 6 URLs"))
        #expect(picture.contains("3 new · 1 already queued · 1 listed twice · 1 invalid"))
        #expect(picture.contains("! command 3"))
        #expect(picture.contains("the curl command sends data (-d)") && !picture.contains("s3cret"))
        #expect(picture.contains("+ https://b.example/2  ignored: -z "))
        #expect(picture.contains("+ https://b.example/4  ignored: | tar "))
        model.press("f")
        let requests = added(model.press("Enter"))
        #expect(
            requests.flatMap(\.sources)
                == ["https://a.example/1", "https://b.example/2", "https://b.example/4"])
        #expect(requests.map(\.transport.headers) == [["X: 1"], ["X: 2"], []])
        #expect(requests.allSatisfy { $0.directory == "/home/ada/files" })
    }

    @Test func `in the form they stay, and become downloads with the form's values`() {
        var model = Sample.model(100, 30)
        _ = model.update(.paste(Self.text), at: model.now)
        model.press("e", "Enter")
        guard case .form(let form) = model.overlay else {
            Issue.record("no form")
            return
        }
        #expect(form.text(.urls) == Self.text)
        #expect(
            form.problem?.text
                == "command 3 of 6: the curl command sends data (-d); only GET is fetched")
        model.press("Esc", "a")
        let pasted = "curl https://a.example/6 -H 'X: 6'; curl https://a.example/7 | sh"
        _ = model.update(.paste(pasted), at: model.now)
        model.press("Tab")
        model.press("Ctrl-U")
        model.type("/other")
        let requests = added(model.press("Enter"))
        #expect(requests.map(\.sources) == [["https://a.example/6"], ["https://a.example/7"]])
        #expect(requests.map(\.transport.headers) == [["X: 6"], []])
        #expect(requests.allSatisfy { $0.directory == "/other" })
        #expect(model.notices.toast?.text == "Ignored in the curl command: | sh")
    }

    @Test func `a download that is edited takes only one`() {
        var model = Sample.model(100, 30)
        model.press("e", "Ctrl-U")
        _ = model.update(
            .paste("curl https://a.example/6; curl https://a.example/7"), at: model.now)
        #expect(model.press("Enter") == [])
        guard case .form(let form) = model.overlay else {
            Issue.record("no form")
            return
        }
        #expect(form.problem?.text == "only one URL; put alternatives under Mirrors")
    }

    @Test(arguments: ["curl -fsSLR https://a.example/get.sh | sh -s -- -y"])
    func `one command with a pipe is added at once, and the pipe is named`(_ text: String) {
        // Pasted into the queue or the form, or typed.
        for way in 0..<3 {
            var model = Sample.model(100, 30)
            if way > 0 { model.press("a") }
            if way == 2 { model.type(text) }
            var effects = way < 2 ? model.update(.paste(text), at: model.now) : []
            if way > 0 { effects = model.press("Enter") }
            #expect(added(effects).map(\.sources) == [["https://a.example/get.sh"]])
            #expect(model.notices.toast?.text == "Ignored in the curl command: -R, | sh")
        }
    }
}
