import DownloadCore
import Testing

@Suite struct `FTP replies and responses` {
    @Test func `replies of one or several lines are read`() {
        let text =
            "220-Welcome\r\n 230 no reply\r\n2205 nor this\r\n220 Ready\r\n331\r\n"
            + "350 Restart\r\nHTTP/1.1 200 OK\r\n999 no code\r\n22"
        #expect(
            FTPReply.all(in: Array(text.utf8)).map { "\($0.code) \($0.text)" }
                == ["220 Ready", "331 ", "350 Restart"])
        #expect(FTPReply.all(in: []).isEmpty)
        let long = "550 " + String(repeating: "x", count: 10_000)
        #expect(FTPReply.all(in: Array(long.utf8))[0].text.count == 200)
    }

    @Test(
        arguments: [
            ("150 Opening BINARY mode data connection for x (1234 bytes).", 1_234),
            ("150 Opening BINARY mode data connection for x (1234 bytes)", 1_234),
            ("125 Data connection already open (5 Bytes) ", 5), ("150 x (1 byte)", 1),
            (
                "150 Opening data connection for \(String(repeating: "n", count: 4_000)) (7 bytes)",
                7
            ),
            ("150 for x (99 bytes).bin", nil), ("150 for x (99 bytes) (5 bytes)", 5),
            ("150 Opening ASCII mode data connection for x (1234 bytes)", nil),
            ("150-x (3 bytes)\r\n150 Here it comes", nil),
            ("150 1234.5 kbytes to download", 1_234_400),
            ("150-Accepted\r\n150 1.5 Mbytes to download", 1_400_000),
            ("150 4194304 bytes", 4_194_304), ("150 x (4096 kbytes)", 4_095_000),
            ("150 x (2 GB).", 1_000_000_000), ("150 0 kbytes to download", nil),
            ("150 1.2.3 kbytes", nil), ("150 .x kbytes", nil), ("150 12 files", nil),
            ("150 9223372036854775807 gbytes", nil), ("150 0.1234567891 kbytes", nil),
            ("150 (-1 bytes)", nil), ("150 (99999999999999999999 bytes)", nil), ("150 )(", nil),
            ("213 x (3 bytes)", nil), ("", nil), ("150 (7 bytes)\r\n226 Done (3 bytes)", 7),
        ] as [(String, Int64?)])
    func `the length announced with a transfer is read`(_ replies: String, _ length: Int64?) {
        #expect(FTPAnnouncement.length(in: Array((replies + "\r\n").utf8)) == length)
    }

    @Test(arguments: [
        ("421 Too many connections", DownloadError.Kind.busy), ("421 Timeout.", .busy),
        ("530 Sorry, the maximum number of clients (4) are already connected.", .busy),
        ("530 Login incorrect.", .credentials),
        ("530 Please login with USER and PASS.", .credentials),
        ("550 Failed to open file.", .status), ("450 File busy", .status), ("500 What?", .status),
        ("522 Data connections must be encrypted.", .security),
    ])
    func `a refusal is judged by its code, a 530 by its text too`(
        line: String, kind: DownloadError.Kind
    ) throws {
        let reply = try #require(FTPReply.all(in: Array(line.utf8)).last)
        switch try #require(reply.refusal) {
        case .busy(let error, _), .fail(let error), .retry(let error, _):
            #expect(error.kind == kind && error.cause.contains(reply.text))
        default: Issue.record("\(reply)")
        }
    }

    @Test(arguments: [
        "530 Please login with USER and PASS.", "500 What?", "502 Command not implemented.",
        "504 Not for that parameter.", "534 Policy.", "431 No security resource.", nil,
    ])
    func `refusing TLS is not mistaken for requiring a password`(
        _ line: String?
    ) throws {
        let reply = line.flatMap { FTPReply.all(in: Array($0.utf8)).last }
        guard case .fail(let error) = FTPReply.refusalOfTLS(reply) else {
            Issue.record("\(FTPReply.refusalOfTLS(reply))")
            return
        }
        #expect(error.kind == .security && error.cause.contains("does not support TLS"))
        #expect(error.cause.contains("--ftp-tls") && !error.cause.contains("name and password"))
        #expect(error.cause.contains(reply?.text ?? ""))
    }

    @Test(
        arguments: [
            ("120 Service ready in 003 minutes.", 180), ("120 ready in 1 minute", 60),
            ("120 Service ready in 000 minutes.", nil), ("120 Later", nil), ("120", nil),
            ("120 ready in 99999999999999999999 minutes", nil), ("120 in 99999 minutes", 86_400),
        ] as [(String, Double?)])
    func `a server that is not ready yet says when to ask again`(
        _ line: String, _ seconds: Double?
    ) throws {
        let reply = try #require(FTPReply.all(in: Array(line.utf8)).last)
        guard case .busy(let error, let retryAfter) = reply.refusal else {
            Issue.record("\(reply)")
            return
        }
        #expect(error.kind == .busy && error.cause.hasPrefix("the server is not ready yet: 120"))
        #expect(retryAfter == seconds)
    }

    @Test func `a successful reply is not a refusal`() {
        for line in ["150 Here it comes", "350 Go on", "331 Password?"] {
            #expect(FTPReply.all(in: Array(line.utf8)).last?.refusal == nil)
        }
    }

    @Test func `a reply is judged like a response with a head`() {
        let first = FileAnswer(start: 0, length: 100, modified: 784_111_777, givesRanges: true)
        let asked = Expectation(range: ByteRange(0, .max))
        guard case .part(ByteRange(0, 100), let offer) = Judgement.judge(first, expecting: asked)
        else {
            Issue.record("\(Judgement.judge(first, expecting: asked))")
            return
        }
        #expect(offer.length == 100 && offer.lastModified == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(offer.validator.ifRangeLadder.isEmpty)
        let later = Expectation(
            range: ByteRange(40, .max), length: 100, validator: offer.validator)
        let next = FileAnswer(start: 40, length: 100, modified: 784_111_777, givesRanges: true)
        guard case .part(ByteRange(40, 100), _) = Judgement.judge(next, expecting: later) else {
            Issue.record("\(Judgement.judge(next, expecting: later))")
            return
        }
        for changed in [
            FileAnswer(start: 40, length: 101, modified: 784_111_777, givesRanges: true),
            FileAnswer(start: 40, length: 100, modified: 784_111_778, givesRanges: true),
            FileAnswer(start: 40, length: 40, modified: 784_111_777, givesRanges: true),
            FileAnswer(start: 40, length: 7, givesRanges: true),
        ] {
            guard case .changed = Judgement.judge(changed, expecting: later) else {
                Issue.record("\(changed): \(Judgement.judge(changed, expecting: later))")
                continue
            }
        }
    }

    @Test func `without ranges or without a length it is a single stream`() {
        let asked = Expectation(range: ByteRange(0, .max))
        let noRanges = FileAnswer(start: 0, length: 100, givesRanges: false)
        guard case .whole(let offer) = Judgement.judge(noRanges, expecting: asked) else {
            Issue.record("\(Judgement.judge(noRanges, expecting: asked))")
            return
        }
        #expect(offer.length == 100)
        let noLength = FileAnswer(start: 0, length: nil, givesRanges: true)
        guard case .whole(let other) = Judgement.judge(noLength, expecting: asked) else {
            Issue.record("\(Judgement.judge(noLength, expecting: asked))")
            return
        }
        #expect(other.length == nil)
        let middle = FileAnswer(start: 9, length: nil, givesRanges: true)
        guard
            case .plainOnce = Judgement.judge(
                middle, expecting: Expectation(range: ByteRange(9, .max)))
        else {
            Issue.record("not plain")
            return
        }
    }
}

@Suite struct `FTP file responses` {
    @Test(arguments: [
        ("213 20240102030405\n213 77\n350 ok\n150 here\n226 done\n", 77 as Int64?, true),
        ("213 20240102030405\n550 no\n350 ok\n150 here (77 bytes)\n", nil, true),
        ("213 20240102030405\n550 no\n502 no\n125 here\n", nil, false),
        ("200 ok\n213 77\n502 no\n150 here\n", 77, false), ("213 77\n350 ok\n", 77, true),
        ("213 -1\n350 ok\n150 x\n", nil, true), ("", nil, false),
        ("150 x\n", nil, false), ("213 0\n350 ok\n150 x\n", nil, true),
        ("213 99999999999999999999\n350 x\n150 x\n", nil, true),
    ])
    func `the length comes from SIZE only, the position from REST`(
        _ text: String, _ length: Int64?, _ takesPosition: Bool
    ) {
        let answers = FTPReply.answers(in: FTPReply.all(in: Array(text.utf8)), asksPosition: true)
        #expect(answers.length == length && answers.takesPosition == takesPosition, "\(answers)")
    }

    @Test func `without REST the length directly precedes the file`() {
        let text = "213 20240102030405\n213 77\n150 here\n"
        let answers = FTPReply.answers(in: FTPReply.all(in: Array(text.utf8)), asksPosition: false)
        #expect(answers.length == 77 && !answers.takesPosition, "\(answers)")
    }
}

@Suite struct `Detection of an ignored REST` {
    private let beginning = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) }

    private func verdict(_ chunks: [[UInt8]], known: Int = 100_000) -> RestartCheck {
        var check = RestartCheck()
        for chunk in chunks { _ = check.compare(chunk, with: Array(beginning.prefix(known))) }
        return check
    }

    @Test func `bytes other than the file's first are accepted`() {
        for same in [0, 1, 1_000, RestartCheck.most - 1] {
            let bytes = Array(beginning.prefix(same)) + [beginning[same] &+ 1, 7, 7]
            #expect(verdict([bytes]).verdict == .passed, "\(same)")
            #expect(verdict(bytes.map { [$0] }).verdict == .passed, "\(same)")
        }
    }

    @Test func `the file's first bytes are rejected`() {
        #expect(verdict([beginning]).verdict == .failed)
        #expect(verdict([Array(beginning.prefix(10))]).verdict == .open)
        var short = verdict([Array(beginning.prefix(10))])
        short.close()
        #expect(short.verdict == .failed)
    }

    @Test func `no more is buffered than can be compared`() {
        var check = RestartCheck()
        #expect(check.compare(beginning, with: []) == 0)
        #expect(check.compare(beginning, with: Array(beginning.prefix(100))) == 100)
        #expect(check.compare(beginning[100...], with: Array(beginning.prefix(100))) == 0)
        #expect(check.verdict == .open)
        #expect(check.compare([1, 2, 3], with: beginning) == 3)
        #expect(check.verdict == .passed)
        #expect(check.compare([UInt8](repeating: 0, count: 50), with: beginning) == 50)
    }
}

@Suite struct `SSH host keys` {
    private let digest = (0..<32).map { UInt8($0 * 8 + 7) }

    @Test func `a fingerprint is written as ssh does, and read back`() throws {
        let key = HostKeyFingerprint(digest: digest)
        #expect(key.text == "SHA256:Bw8XHycvNz9HT1dfZ293f4ePl5+nr7e/x8/X3+fv9/8")
        #expect(HostKeyFingerprint(key.text) == key && HostKeyFingerprint(key.text + "=") == key)
        for text in ["", "SHA256:", "SHA256:abc", key.base64, "MD5:" + key.base64, key.text + "A"] {
            #expect(HostKeyFingerprint(text) == nil, "\(text)")
        }
    }

    @Test func `a refusal shows the key and the remedy`() {
        let key = HostKeyFingerprint(digest: digest)
        for standing in [HostKeyStanding.unknown, .differs] {
            let error = key.refusal(standing, host: "h")
            #expect(error.kind == .security && error.cause.contains(key.text))
            #expect(error.cause.contains("--host-key"))
        }
    }
}
