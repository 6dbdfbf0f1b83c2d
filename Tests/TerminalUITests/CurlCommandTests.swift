import DownloadCore
import Glibc
import Testing

@testable import TerminalUI

struct CurlCommandTests {
    private let template = DownloadRequest(source: "", directory: "/d")
    private static let url = "https://example.net/f?x=1"

    private func result(_ command: String) throws -> CurlCommand.Result {
        try CurlCommand.result(from: command, template: template)
    }

    private func problem(_ command: String) -> String { CurlCommand.problem(of: command) }

    @Test(arguments: [
        "curl URL", "curl -O URL", "curl -LO URL", "curl -Lo F URL", "curl -LoF URL",
        "curl -fsSLo F URL", "curl -fsSL -o F URL", "curl -C - -O URL", "curl --retry 3 URL",
        "curl --proto '=https' --tlsv1.2 -sSf URL", "curl -w '%{http_code}\\n' URL",
        "curl -D - URL", "curl -sSLJO URL", "curl --output F --location URL",
        "curl --create-dirs -o d/F URL", "curl -# -L URL", "curl -m 30 -y 5 -Y 100 URL",
        "curl --connect-timeout 5 --max-time=10 URL", "curl -vvv URL", "curl -sS URL -o F",
        "curl --url URL", "curl --compressed -g -- URL", "curl --no-progress-meter URL",
        "curl --no-keepalive URL", "curl --http1.1 URL", "curl -c jar -j URL", "curl -R URL",
        "curl -z 'Tue, 1 Jan 2030' URL", "curl -r 0-99 URL", "curl --trace-ascii - URL",
        "curl --silen URL", "curl --insec URL", "curl -4 URL", "curl -X GET URL", "curl -XGET URL",
        "curl -L --max-redirs 5 URL", "$ curl URL", "curl.exe URL",
        "% curl URL", "/usr/bin/curl -O URL", "$ /opt/homebrew/bin/curl URL",
        "curl --skip-existing --ip-tos CS1 --keepalive-cnt 3 -O URL", "curl URL > F", "curl URL >F",
        "curl URL 2>/dev/null", "curl -s URL 2>&1", "curl URL | tar xz", "curl URL; ls",
        "curl URL &", "curl URL;", "curl URL # as documented", "curl URL 2>log -o F",
        "curl URL >|F",
        "curl 2>&1 URL >>F", "curl URL 1>F", "curl URL &>F", "curl URL >&F", "curl `\n URL",
        "curl \\\n  -L \\\r\n  URL", "curl\tURL", "curl --stderr - URL", "curl -N URL",
        "curl ^\n -L ^\r\n URL",
    ])
    func `common forms of a command are taken`(_ form: String) throws {
        let quoted = form.contains("^") ? "\"\(Self.url)\"" : "'\(Self.url)'"
        let result = try result(form.replacing("URL", with: quoted))
        #expect(result.urls == [Self.url])
        #expect(result.request.sources == [Self.url])
        #expect(result.request.name == (form.contains("F") && !form.contains("sSf") ? "F" : nil))
    }

    @Test func `other methods and options that change the download are refused`() {
        for (options, words) in [
            ("-d a=1", "sends data (-d)"), ("--data-raw x", "sends data (--data-raw)"),
            ("--json {}", "sends data (--json)"), ("-F a=b", "sends data (-F)"),
            ("-T file", "sends data (-T)"), ("-X POST", "sends POST"), ("-XPUT", "sends PUT"),
            ("-I", "-I, which is not supported"), ("--head", "--head"), ("-K file", "-K"),
            ("--resolve a:1:2", "--resolve"), ("--connect-to a:1:b:2", "--connect-to"),
            ("--unix-socket /s", "--unix-socket"), ("--aws-sigv4 aws:amz", "--aws-sigv4"),
            ("--negotiate", "--negotiate"), ("-u name", "has no password"),
            ("-H @file", "from a file"),
            ("--frobnicate", "unknown curl option --frobnicate"),
            ("-$", "unknown curl option"),
            ("-o", "-o has no value"), ("--proxy", "--proxy has no value"),
            ("--cert-type P12", "PEM"), ("--limit-rate x", "is not a rate"),
            ("'", "unterminated quote"),
            ("\"", "unterminated quote"), ("$'", "unterminated quote"),
            ("--proxy sock5://h:1", "proxy: "),
            ("--oauth2-bearer $'a\\nX: 1'", "bearer: "), ("-H $'A: 1\\r\\nB: 2'", "header: "),
            ("-A $'a\\nb'", "user-agent: "), ("-b $'a=1\\nB: 2'", "cookie: "),
            ("-u $'a:b\\n'", "user: "), ("-e $'a\\x01'", "referer: "),
        ] {
            let problem = problem("curl \(Self.url) \(options)")
            #expect(problem.contains(words), "\(options): \(problem)")
        }
        #expect(problem("curl").contains("no"))
        #expect(problem("curl -L") == "the curl command has no URL")
        #expect(problem("curl htp://x") != "taken")
    }

    @Test func `every meaningful option is adopted`() throws {
        let transport = try result(
            """
            curl -kn6 -A me -e 'https://r/;auto' -b 'a=1; b=2' -u me:secret -x h:1 -U 'p:@/' \
            --cacert ca --cert c --key k --interface lo --http2 --ssl-reqd -H 'X: 1' -H 'Y;' \
            -H 'Z:' -H 'Range: bytes=0-' -H 'Accept-Encoding: gzip' https://example.net/
            """
        ).request.transport
        #expect(transport.insecure && transport.usesNetrc)
        #expect(transport.addressFamily == .ipv6)
        #expect(transport.userAgent == "me" && transport.referer == "https://r/")
        #expect(transport.cookies == "a=1; b=2" && transport.credentials == "me:secret")
        #expect(transport.proxy == "http://p:%40%2F@h:1")
        #expect(transport.certificateAuthority == "ca" && transport.clientCertificate == "c")
        #expect(transport.clientKey == "k" && transport.interface == "lo")
        #expect(transport.httpVersion == .http2 && transport.ftpSecurity == .require)
        #expect(transport.headers == ["X: 1", "Y:"])
        for (option, proxy) in [
            ("--socks5-hostname h:1", "socks5h://h:1"), ("--socks4 h:1", "socks4://h:1"),
            ("--noproxy '*' -x h:1 --noproxy '*'", ""),
        ] {
            #expect(try result("curl \(option) \(Self.url)").request.transport.proxy == proxy)
        }
        let data = try result("curl -G -d a=1 --data-urlencode 'b=c d' https://example.net/#x")
        #expect(data.urls == ["https://example.net/?a=1&b=c%20d#x"])
        #expect(try result("curl example.org/f").urls == ["http://example.org/f"])
        #expect(
            try result("curl -O http://a/1 -O http://b/2").urls == ["http://a/1", "http://b/2"])
        #expect(try result("curl -o /x/y/F http://a/").request.directory == "/x/y")
        #expect(try result("curl -o /dev/null http://a/").request.name == nil)
        #expect(try result("curl --oauth2-bearer tok http://a/").request.transport.bearer == "tok")
        #expect(try result("curl --limit-rate 1M http://a/").request.limit == 1 << 20)
    }

    @Test func `ignored options that may matter are reported`() throws {
        #expect(
            try result("curl -z x -r 0-1 -R --retry 3 -o d/F http://a/").omitted
                == ["-z", "-r", "-R", "the folder of -o"])
        #expect(try result("curl -sSL -w x http://a/").omitted == [])
    }

    @Test(arguments: [
        (
            "curl ^\"https://a/f?x=1^&y=2^\" ^\r\n  -H ^\"accept: */*^\" ^\r\n"
                + "  -H ^\"sec-ch-ua: ^\\^\"Chromium^\\^\";v=^\\^\"124^\\^\"^\" ^\r\n  --compressed",
            "https://a/f?x=1&y=2", ["accept: */*", "sec-ch-ua: \"Chromium\";v=\"124\""]
        ),
        (
            "curl ^\"https://a/100^%^25^\" -H ^\"x: a^^b^\"", "https://a/100%25", ["x: a^b"]
        ),
        (
            "curl \"https://a/f\" ^\n -H \"x: say \"\"hi\"\"\"", "https://a/f",
            ["x: say \"hi\""]
        ),
    ])
    func `a command for the Windows command prompt is parsed by its rules`(
        _ command: String, _ url: String, _ headers: [String]
    ) throws {
        let result = try result(command)
        #expect(result.urls == [url])
        #expect(result.request.transport.headers == headers)
    }

    @Test(arguments: [
        ("a 'b c' \"d e\"f", ["a", "b c", "d ef"]), ("'' \"\"", ["", ""]),
        ("$'\\7a\\1018'", ["\u{7}aA8"]),
        ("$'a\\u00e9\\x41\\101\\n'", ["a\u{e9}AA\n"]), ("$'\\ud83d\\ude00'", ["\u{1F600}"]),
        ("a\\ b \\\\ \\'", ["a b", "\\", "'"]), ("\"\\$x \\a \\\"\"", ["$x \\a \""]),
        ("a\\\nb", ["ab"]), ("a=b&c=d", ["a=b&c=d"]), ("a > f", ["a", "-o", "f"]),
        ("", []), ("  \n\t", []), ("\\", []), ("a\nb", ["a", "b"]),
        ("a# #b\nc", ["a#", "c"]), ("'a;b|c&d>e'", ["a;b|c&d>e"]), ("a\\;b", ["a;b"]),
    ])
    func `words are split as by a shell`(_ text: String, _ words: [String]) throws {
        let commands = try ShellWords.commands(text, begins: { _, _ in false })
        #expect(commands.map(\.words) == (words.isEmpty ? [] : [words]))
        #expect(commands.allSatisfy { $0.connector.isEmpty && $0.substitution == nil })
    }

    @Test func `a command of 1 MiB is parsed in linear time`() throws {
        let start = processorSeconds()
        let header =
            "-H 'X-\(String(repeating: "a", count: 60)): \(String(repeating: "b", count: 400))' "
        let command = "curl \(Self.url) " + String(repeating: header, count: 2_000)
        #expect(try result(command).request.transport.headers.count == 2_000)
        #expect(processorSeconds() - start < 30)
    }

    @Test func `the data of a command is not multiplied by its URLs without end`() throws {
        let urls = String(repeating: "http://a/ ", count: 20_000)
        let data = String(repeating: "-d a=b ", count: 20_000)
        #expect(
            throws: CurlCommand.Problem(
                description: "the curl command has too much data for its URLs")
        ) { try result("curl -G \(urls) \(data)") }
        #expect(try result("curl -G \(urls) -d a=b").urls.last == "http://a/?a=b")
        #expect(try result("curl -o a/b -o a/b http://a/").omitted == ["the folder of -o"])
    }

    @Test func `all of 20,000 pasted URLs are added`() {
        var model = Sample.model(80, 24)
        let urls = (0..<20_000).map {
            "https://example.org/some/folder/of/files/with/a/long/name/file-\($0).bin"
        }
        #expect(model.update(.paste(urls.joined(separator: "\n")), at: model.now) == [])
        let effects = model.press("Enter")
        guard case .perform(.add(let requests)) = effects.first else {
            Issue.record("nothing was added")
            return
        }
        #expect(requests.map { $0.sources[0] } == urls)
    }

    @Test func `a paste that does not fit into a field is not truncated`() {
        var field = TextField("x")
        let isCut = field.insert(String(repeating: "a", count: TextField.longest))
        #expect(!isCut && field.text == "x")
        let fits = field.insert(String(repeating: "a", count: TextField.longest - 1))
        #expect(fits)
    }
}

/// The processor time that this thread has used, in seconds.
private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

extension CurlCommand {
    /// Returns the result of the only command.
    static func result(from text: String, template: DownloadRequest) throws -> Result {
        let results = try results(from: text, template: template)
        try #require(results.count == 1)
        return results[0]
    }

    /// Returns why a command is refused, for tests.
    static func problem(of command: String) -> String {
        do {
            _ = try result(from: command, template: DownloadRequest(source: "", directory: "/d"))
            return "taken"
        } catch {
            return (error as? Problem)?.description ?? "\(error)"
        }
    }
}
