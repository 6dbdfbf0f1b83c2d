import DownloadCore
import Testing

struct ResponseHeadTests {
    private func head(_ text: String) throws -> ResponseHead { try ResponseHead(Array(text.utf8)) }

    @Test func `a plain head is parsed`() throws {
        let head = try head(
            "HTTP/1.1 206 Partial Content\r\nServer: nginx\r\nETag:  \"a\" \t\r\n\r\nbody: no\r\n")
        #expect(head.version == "HTTP/1.1")
        #expect(head.status == 206)
        #expect(head.reason == "Partial Content")
        #expect(head.text("etag") == "\"a\"")
        #expect(head.fields.map(\.name) == ["server", "etag"])
    }

    @Test(arguments: [
        ("HTTP/2 200 \r\n\r\n", "HTTP/2", 200, ""),
        ("HTTP/1.0 404\n\n", "HTTP/1.0", 404, ""),
        ("HTTP/1.1  200   Fine  by me \n", "HTTP/1.1", 200, "Fine  by me"),
        ("http/1.1 200 ok", "http/1.1", 200, "ok"),
        ("HTTP/3 503 caf\u{e9}", "HTTP/3", 503, "café"),
    ])
    func `all forms of status lines are parsed`(
        text: String, version: String, status: Int, reason: String
    ) throws {
        let head = try head(text)
        #expect(head.version == version)
        #expect(head.status == status)
        #expect(head.reason == reason)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nA: b\r\n\r\n", "HTTP/1.1 200 OK\nA: b\n\n", "HTTP/1.1 200\n\r\n",
        "HTTP/1.1 200\r\n\n",
    ])
    func `only a complete head is complete`(text: String) {
        let bytes = Array(text.utf8)
        for count in bytes.indices {
            #expect(!ResponseHead.isWhole(Array(bytes[..<count])), "\(count) bytes")
        }
        #expect(ResponseHead.isWhole(bytes))
    }

    @Test(arguments: [
        "", "\r\n", "HTTP/1.1", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 099 Low",
        "HTTP/1.1 2x0 OK", "FTP/1.1 200 OK", "<html>", "HTTP/ 200 OK", " : ",
        "HTTP/1.1\u{0}200 OK",
    ])
    func `an invalid status line is refused`(text: String) {
        #expect(throws: DownloadError.self) { try head(text) }
    }

    @Test func `folded lines, bare line feeds and stray carriage returns are tolerated`() throws {
        let head = try head(
            "HTTP/1.1 200 OK\n lost\nLink: <a>;\r\n\t rel=duplicate\r\n\r \nX: a\rb\n\nY: z\n")
        #expect(head.text("link") == "<a>; rel=duplicate")
        #expect(head.text("x") == "a b")
        #expect(head.text("y") == nil)
    }

    @Test func `an invalid field line is ignored, with its folded lines`() throws {
        let head = try head("HTTP/1.1 200 OK\nA: 1\nnonsense\n goes on\nB C: 2\n: 3\nD : 4\n")
        #expect(head.fields.map(\.name) == ["a", "d"])
        #expect(head.text("a") == "1")
        #expect(head.text("d") == "4")
    }

    @Test func `conflicting values of a single field are dropped, equal ones merged`() throws {
        let head = try head("HTTP/1.1 200 OK\nA: 1\na: 1\nB: 1\nB: 2\n")
        #expect(head.text("a") == "1")
        #expect(head.text("b") == nil)
        #expect(head.list("b").map { $0.fieldText } == "1, 2")
        #expect(head.values("b").count == 2)
        #expect(head.list("c") == nil)
    }

    @Test func `a value is UTF-8 when valid and Latin-1 otherwise`() throws {
        let head = try ResponseHead(
            Array("HTTP/1.1 200 OK\nA: \u{e4}\nB: ".utf8) + [0xE4, 0x0A])
        #expect(head.text("a") == "ä")
        #expect(head.text("b") == "ä")
    }

    @Test func `an endless head is refused`() {
        let line = Array("X: y\n".utf8)
        let start = Array("HTTP/1.1 200 OK\n".utf8)
        #expect(throws: DownloadError.self) {
            try ResponseHead(start + Array(repeating: line, count: 1001).joined())
        }
        #expect(throws: DownloadError.self) {
            try ResponseHead(start + Array(repeating: 0x41, count: ResponseHead.longest))
        }
    }

    @Test(
        arguments: [
            ([], nil), ([("Content-Length", "5")], 5), ([("Content-Length", "5, 5")], 5),
            ([("Content-Length", "5"), ("content-length", " 5 ")], 5),
            ([("Content-Length", "0")], 0),
            ([("Content-Length", "9223372036854775807")], Int64.max),
            ([("Content-Length", "5"), ("Transfer-Encoding", "chunked")], nil),
            ([("Content-Length", "5"), ("Transfer-Encoding", "identity")], 5),
        ] as [([(String, String)], Int64?)])
    func `the length of a body is parsed`(fields: [(String, String)], length: Int64?) throws {
        #expect(try ResponseHead(status: 200, fields: fields).bodyLength() == length)
    }

    @Test(arguments: [
        "9223372036854775808", "18446744073709551616", "-1", "+5", "5 5", "5,6", "", "0x10", "1e3",
        "5,", "5.0",
    ])
    func `an impossible length is refused, even for a chunked body`(text: String) {
        for extra in [[], [("Transfer-Encoding", "chunked")]] {
            let head = ResponseHead(status: 200, fields: [("Content-Length", text)] + extra)
            #expect(throws: DownloadError.self) { try head.bodyLength() }
        }
    }

    @Test func `a transfer coding that was not requested is refused`() {
        let head = ResponseHead(status: 200, fields: [("Transfer-Encoding", "gzip, chunked")])
        #expect(throws: DownloadError.self) { try head.bodyLength() }
    }

    @Test func `another head starts only with a status line after an empty line`() {
        let first = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n"
        for (head, line, begins) in [
            ("", "HTTP/1.1 200 OK\r\n", true), (first + "\r\n", "HTTP/1.1 200 OK\r\n", true),
            ("HTTP/1.1 100 Continue\n\n", "HTTP/1.1 200 OK\n", true),
            (first, "HTTP/1.1: a field\r\n", false), (first, "HTTP/2 200\r\n", false),
            ("HTTP/1.1 200 OK\r\n", "HTTP/x\r\n", false), (first + "\r\n", "Via: 1\r\n", false),
        ] {
            #expect(
                ResponseHead.begins(with: Array(line.utf8).span, after: Array(head.utf8)) == begins,
                "\(line) after \(head)")
        }
    }
}
