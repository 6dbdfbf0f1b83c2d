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

    private func problem(_ command: String) -> String {
        do {
            _ = try result(command)
            return "taken"
        } catch {
            return (error as? CurlCommand.Problem)?.description ?? "\(error)"
        }
    }

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

}
