import DownloadCore
import Testing

@testable import TerminalUI

/// The rules by which curl reads the values of options and URLs.
struct CurlRulesTests {
    private func result(
        _ command: String,
        _ template: DownloadRequest = DownloadRequest(source: "", directory: "/d")
    ) throws -> CurlCommand.Result {
        try CurlCommand.result(from: command, template: template)
    }

    private func problem(_ command: String) -> String { CurlCommand.problem(of: command) }

    @Test(arguments: ["--next", "--nex", "-:", "-L:", "--next -O"])
    func `several requests are refused, so that no host receives the options of another`(
        _ option: String
    ) {
        let problem = problem(
            "curl -H 'Authorization: Bearer s3cret' http://h1/95.bin \(option) http://h2/96.bin")
        #expect(problem.contains("several requests"), "\(problem)")
        #expect(problem.hasSuffix("enter each as its own command"), "\(problem)")
        #expect(!problem.contains("s3cret"))
    }

    @Test(
        arguments: [
            ("-b a=1 -b b=2", "a=1; b=2", nil),
            ("-b a=1 --cookie='b=2; c=3'", "a=1; b=2; c=3", nil),
            ("-H 'Cookie: a=b' -H 'cookie: c=d'", "a=b; c=d", nil),
            ("-b a=1 -H 'Cookie: b=2' -b c=3", "a=1; b=2; c=3", nil),
            ("-b jar -b a=1", "a=1", "jar"), ("-b jar -b jar", "t=0", "jar"), ("-b ''", "t=0", nil),
            ("-H 'Cookie: a=b' -H 'Cookie:'", nil, nil),
        ] as [(String, String?, String?)])
    func `all cookies are sent in one field`(
        _ options: String, _ cookies: String?, _ file: String?
    ) throws {
        var template = DownloadRequest(source: "", directory: "/d")
        template.transport.cookies = "t=0"
        let transport = try result("curl \(options) http://h/f", template).request.transport
        #expect(transport.cookies == cookies)
        #expect(transport.cookieFile == file)
        #expect(transport.headers == [])
    }

    @Test func `a second cookie file is refused`() {
        let problem = problem("curl -b one.txt -b two.txt http://h/f")
        #expect(problem == "the curl command has several cookie files (-b); keep only one")
    }

    @Test(
        arguments: [
            ("http://h/f", "-H 'Host: cdn.example'", ["Host: cdn.example"]),
            ("http://h/f", "-H host:cdn.example:8080", ["Host: cdn.example:8080"]),
            ("http://h/f", "-H 'Host: H'", []), ("http://h/f", "-H 'Host: h:80'", []),
            ("https://h:8443/f", "-H 'Host: h:8443'", []),
            ("https://h:8443/f", "-H 'Host: h'", ["Host: h"]),
            ("http://[::1]/f", "-H 'Host: [::1]'", []),
            ("http://h/f http://g/f", "-H 'Host: h'", ["Host: h"]),
            ("http://h/f", "-H 'Host: a' -H 'Host: b'", ["Host: a"]),
            ("http://h/f", "-H 'Host: h' -H 'Host: b'", []),
            ("http://h/f", "-H 'Host:' -H 'Host: b'", []),
        ] as [(String, String, [String])])
    func `a Host field is kept unless it names the server of every URL`(
        _ urls: String, _ options: String, _ headers: [String]
    ) throws {
        #expect(try result("curl \(options) \(urls)").request.transport.headers == headers)
    }

    @Test(arguments: ["h/x", "a b", "u@h", "h:x", "a,b", "h\u{e9}"])
    func `a Host field that names no host is refused`(_ host: String) {
        let problem = problem("curl -H 'Host: \(host)' http://g/f")
        #expect(problem.hasPrefix("header: the Host header names a host such as"), "\(problem)")
    }

    @Test(
        arguments: [
            ("-H 'Host:'", ["-H Host"]), ("-H 'Host: '", ["-H Host"]),
            ("--header 'HOST;'", ["--header HOST"]), ("-H 'Host: h' -H 'Host;'", []),
            ("-H 'Range: bytes=0-1'", ["-H Range"]), ("-H 'range: bytes=5-'", ["-H range"]),
            ("-H 'Range: bytes=0-' -H 'Range;'", []),
            ("-H 'Content-Length: 5'", ["-H Content-Length"]),
            ("-H 'Content-Length:' -H 'Content-Length;'", []),
            ("-H 'Transfer-Encoding: chunked'", ["-H Transfer-Encoding"]),
            ("-H 'Expect: 100-continue' -H 'Expect:'", ["-H Expect"]),
            ("-H 'If-Match: x'", ["-H If-Match"]), ("-H 'Upgrade: h2c'", ["-H Upgrade"]),
            ("-H 'If-None-Match: x' -H 'If-Modified-Since: x' -H 'If-Range: x'", []),
            ("-H 'Accept-Encoding: gzip' -H 'Accept-Encoding;' -H 'TE: trailers'", []),
            ("-H 'Connection: keep-alive' -H 'Connection;' -H 'Connection: TE'", []),
        ] as [(String, [String])])
    func `a field that would break the download is left out, with a notice if the file may differ`(
        _ options: String, _ omitted: [String]
    ) throws {
        let result = try result("curl \(options) http://h/f")
        #expect(result.request.transport.headers == [] && result.omitted == omitted)
    }

    @Test(arguments: [
        "http://h/{a,b}.bin", "http://h/[1-9].bin", "http://h/[001-100:2].bin", "http://h/[a-z]",
        "http://h/{}", "http://h/{a}", "http://h/{a", "http://h/a}", "http://h/[1", "http://h/1]",
        "http://h/?a[1]=2", "http://h/[1:2]", "http://h/[::1%{a,b}]", "http://h/[]/[1-2]",
    ])
    func `a URL with a pattern is refused unless -g takes it literally`(_ url: String) throws {
        let refusal =
            "the URL of the curl command has a pattern ({…} or […]); "
            + "enter each URL, or add -g to take it literally"
        for command in [
            "curl '\(url)'", "curl http://h/f --url '\(url)'", "curl -g --no-globoff '\(url)'",
        ] {
            #expect(problem(command) == refusal)
        }
        for command in ["curl -g '\(url)'", "curl '\(url)' --globoff", "curl -gO -- '\(url)'"] {
            #expect(try result(command).urls == [url])
        }
    }

    @Test(arguments: [
        ("http://[::1]:8080/f", "http://[::1]:8080/f"),
        ("http://[fe80::1%25eth0]/f", "http://[fe80::1%25eth0]/f"),
        ("http://h/?a[]=1&b[]=2", "http://h/?a[]=1&b[]=2"),
        ("http://h/\\[1-2\\]\\{a,b\\}", "http://h/[1-2]{a,b}"), ("http://h/a\\b", "http://h/a\\b"),
    ])
    func `brackets without a pattern and escaped ones are literal`(
        _ text: String, _ url: String
    ) throws {
        #expect(try result("curl '\(text)'").urls == [url])
        #expect(try result("curl -G -d 'q=[1-2]' http://h/").urls == ["http://h/?q=[1-2]"])
    }

    @Test(arguments: [
        "-d @/s3cret", "--data @/s3cret", "--data-ascii @/s3cret", "--data-binary @/s3cret",
        "--data-urlencode @/s3cret", "--data-urlencode name@/s3cret", "--url-query @/s3cret",
        "--url-query name@/s3cret", "-d a=1 -d @/s3cret",
    ])
    func `data from a file is refused`(_ options: String) {
        let problem = problem("curl -G \(options) http://h/f")
        #expect(problem.hasPrefix("the curl command reads data from a file"), "\(problem)")
        #expect(!problem.contains("s3cret"))
    }

    @Test(arguments: [
        ("--data-raw @f", "@f"), ("-d a@b", "a@b"), ("-d a=@f", "a=@f"),
        ("--data-urlencode a@b=c", "a@b=c"), ("--data-urlencode =@f", "%40f"),
        ("--data-urlencode n=@f", "n=%40f"), ("--data-urlencode 'x y'", "x%20y"),
        ("--url-query +a=b%20c@d", "a=b%20c@d"), ("-d a=1 --data-raw @b", "a=1&@b"),
    ])
    func `data with an @ that names no file is literal`(
        _ options: String, _ query: String
    ) throws {
        #expect(try result("curl -G \(options) http://h/f").urls == ["http://h/f?\(query)"])
    }

    @Test func `data and URLs from a file are refused without -G too`() {
        #expect(problem("curl -d @f http://h/f").contains("sends data (-d)"))
        #expect(problem("curl --url @f").contains("reads URLs from a file"))
    }

    @Test(arguments: [
        ("cert.pem", "cert.pem", false), ("cert.pem:", "cert.pem", false),
        ("cert.pem:s3cret", "cert.pem", true), ("c\\:d.pem:s3cret:x", "c:d.pem", true),
        ("c\\:d.pem", "c:d.pem", false), ("c\\\\:s3cret", "c\\", true),
        ("c\\d.pem", "c\\d.pem", false), ("c.pem\\", "c.pem\\", false),
    ])
    func `the passphrase of a certificate is neither shown nor part of its path`(
        _ value: String, _ path: String, _ hasPassphrase: Bool
    ) throws {
        for option in ["-E", "--cert"] {
            let result = try result("curl \(option) '\(value)' http://h/f")
            #expect(result.request.transport.clientCertificate == path)
            #expect(result.omitted == (hasPassphrase ? ["the passphrase of \(option)"] : []))
            #expect(!"\(result)".contains("s3cret"))
        }
    }

    @Test(arguments: [
        ("-E 'pkcs11:token=t;pin-value=s3cret'", "certificates and keys from files only (-E)"),
        ("--key 'pkcs11:pin-value=s3cret'", "certificates and keys from files only (--key)"),
        ("-E :s3cret", "cert: it is empty"), ("--frob=s3cret", "unknown curl option --frob"),
    ])
    func `a refusal contains no secret`(_ options: String, _ words: String) {
        #expect(problem("curl \(options) http://h/f") == words)
    }
}
