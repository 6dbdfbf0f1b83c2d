import Testing

@testable import DownloadCore

struct ChallengesTests {
    private func schemes(_ fields: [String]) -> [String] {
        let head = ResponseHead(
            status: 401, fields: fields.map { ("WWW-Authenticate", $0) })
        return Challenges(head, "www-authenticate").schemes
    }

    @Test(
        arguments: [
            ([#"Basic realm="x""#], ["Basic"]), (["negotiate"], ["Negotiate"]),
            (["NTLM, Negotiate"], ["NTLM", "Negotiate"]),
            (["Negotiate", "ntlm TlRMTVNTUAAB==", "NTLM"], ["Negotiate", "NTLM"]),
            (["Negotiate YII/+a~b==, Basic realm=x"], ["Negotiate", "Basic"]),
            (
                [
                    #"Newauth realm="apps", type=1, title="Log in, \"Digest x\"", Basic realm="a, b c""#
                ],
                ["Newauth", "Basic"]
            ),
            ([#"Digest realm="r" , nonce = "n", qop="auth""#], ["Digest"]),
            ([#"Basic realm="never closed, NTLM"#, "Bearer"], ["Basic", "Bearer"]),
            ([",, ,Bearer ,"], ["Bearer"]), (["", "=x", "\"NTLM\"", "realm=\"x\""], []),
        ] as [([String], [String])])
    func `schemes are told from their parameters`(_ fields: [String], _ expected: [String]) {
        #expect(schemes(fields) == expected)
    }

    @Test func `what a server calls its scheme is bounded and cannot harm a terminal`() {
        let long = schemes([String(repeating: "A", count: 100_000)])
        #expect(long == [String(repeating: "A", count: 20) + "\u{2026}"])
        #expect(schemes((1...1000).map { "S\($0) x" }).count == 4)
        let hostile = schemes([
            "\u{1b}[2J Foo", "Fo\u{1b}]0;x\u{7} a=b", "B\u{e9} c", "Evil\u{0}, OK",
        ])
        #expect(hostile.joined().utf8.allSatisfy { $0.isTokenByte })
        #expect(schemes([String(repeating: "\\\",=", count: 60_000)]) == [])
    }

    private func cause(_ fields: String...) -> String {
        StatusText.error(
            of: ResponseHead(status: 401, fields: fields.map { ("WWW-Authenticate", $0) })
        ).cause
    }

    @Test func `a login that is not supported is named`() {
        let words = "the server answered 401 Unauthorized: "
        for fields in [["Basic realm=x"], ["Negotiate", "Digest realm=x"], []] {
            let head = ResponseHead(status: 401, fields: fields.map { ("WWW-Authenticate", $0) })
            #expect(StatusText.error(of: head).cause == words + "user name and password required")
        }
        #expect(cause("Negotiate", "Bearer realm=x") == words + "bearer token required (--bearer)")
        #expect(
            cause("Negotiate", "NTLM") == words
                + "it requires Negotiate or NTLM authentication, which is not supported")
        #expect(
            cause("X-Own a=b")
                == words + "it requires X-Own authentication, which is not supported")
    }
}
