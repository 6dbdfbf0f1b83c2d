import DownloadCore
import Testing

@testable import RemoteControl

struct RefusalTests {
    private func head(_ origin: String, host: String = "127.0.0.1") -> RequestHead {
        RequestHead(
            "POST", "/jsonrpc?token=secret",
            [("Host", host), ("Origin", origin), ("Cookie", "id=secret")])
    }

    @Test func `a refusal is logged once a minute with origin and host`() {
        var log = RefusalLog()
        let line = log.line(.origin, head("https://evil.example"), at: Instant(seconds: 0))
        #expect(
            line
                == "RPC: refused a request (Origin https://evil.example, Host 127.0.0.1): pages of"
                + " this origin have no access; if you trust the page, add its origin to"
                + " rpc.allow-origins, or serve the page with rpc.web-ui")
        func again(_ refusal: AccessRefusal, _ origin: String, _ time: Double) -> Bool {
            log.line(refusal, head(origin), at: Instant(seconds: time)) != nil
        }
        #expect(!again(.origin, "https://evil.example", 59))
        #expect(again(.origin, "https://other.example", 59))
        #expect(again(.host, "https://evil.example", 59))
        #expect(again(.origin, "https://evil.example", 60))
    }

    @Test(arguments: [
        "https://user:secret@a.example", "https://a.example/secret", "https://a.example?secret",
        "secret\nsecond line", "\u{1B}[2Jsecret",
    ])
    func `a malformed header is not logged`(_ text: String) throws {
        var log = RefusalLog()
        let logged = log.line(.badOrigin, head(text, host: text), at: Instant(seconds: 0))
        let line = try #require(logged)
        #expect(line.contains("(Origin malformed, Host malformed)"))
        #expect(!line.contains("secret"))
    }

    @Test func `many different refusals do not fill the log`() {
        var log = RefusalLog()
        var count = 0
        for number in 0..<10_000 {
            let head = head("https://a\(number).example")
            if log.line(.origin, head, at: Instant(seconds: 1)) != nil { count += 1 }
        }
        #expect(count == 64)
        #expect(log.line(.origin, head("https://b.example"), at: Instant(seconds: 62)) != nil)
    }

    @Test func `the reply to a wrong token waits for its turn`() {
        var tokens = WrongTokens()
        let start = Instant(seconds: 100)
        #expect(tokens.wait("a", at: start) == 1)
        #expect(tokens.wait("a", at: start) == 2)
        #expect(tokens.wait("b", at: start) == 1)
        #expect(tokens.wait("a", at: start + 1.5) == 1.5)
        #expect(tokens.wait("a", at: start + 10) == 1)
    }

    @Test func `a peer with many wrong tokens must wait before the next one is compared`() {
        var tokens = WrongTokens()
        let start = Instant(seconds: 100)
        var guesses = 0
        // The client waits for no reply.
        for step in 0..<1000 {
            let time = start + Double(step) * 0.01
            guard tokens.admits("a", at: time) else { continue }
            _ = tokens.wait("a", at: time)
            guesses += 1
        }
        #expect(guesses <= 28)
        #expect(tokens.admits("b", at: start + 10))
        #expect(tokens.admits("a", at: start + 30))
    }

    @Test func `many peers do not fill the memory`() {
        var tokens = WrongTokens()
        let start = Instant(seconds: 100)
        for number in 0..<5000 { _ = tokens.wait("\(number)", at: start) }
        #expect(!tokens.admits("another", at: start))
        #expect(tokens.admits("0", at: start))
        _ = tokens.wait("another", at: start + 5000)
        #expect(tokens.admits("another", at: start + 5001))
    }
}
