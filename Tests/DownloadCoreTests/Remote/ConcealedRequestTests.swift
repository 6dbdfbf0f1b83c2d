import DownloadCore
import Testing

@Suite("Requests without their secrets")
struct ConcealedRequestTests {
    private let request = RemoteSample.download(1).request

    @Test("Nothing that is sent to a watcher holds a secret")
    func concealed() throws {
        var sender = SnapshotSender()
        sender.detail = .all
        sender.begin(RemoteSample.snapshot([RemoteSample.download(1)]))
        let next = sender.next()
        let part = try #require(next)
        let text = String(
            decoding: try JSONValue(encoding: EngineMessage.part(part)).text, as: UTF8.self)
        for secret in ["secret", "k1", "k2"] { #expect(!text.contains(secret)) }
        #expect(text.contains("https://********@example.org/1"))
        #expect(text.contains("Accept-Language: de"))
    }

    @Test("A request that comes back unchanged has its secrets again")
    func revealed() {
        #expect(request.concealed.revealed(from: request) == request)
        var edited = request.concealed.normalized
        edited.limit = 7
        var expected = request
        expected.limit = 7
        #expect(edited.revealed(from: request) == expected)
    }

    @Test("What was typed in place of a mark stays, and what was removed is gone")
    func edited() {
        var edited = request.concealed
        edited.transport.credentials = "eve:new"
        edited.transport.bearer = nil
        edited.transport.headers = ["X-Api-Key: ********", "X-Other: 1"]
        edited.sources = ["https://********@example.org/moved?x=1"]
        let result = edited.revealed(from: request)
        #expect(result.transport.credentials == "eve:new")
        #expect(result.transport.bearer == nil)
        #expect(result.transport.headers == ["X-Api-Key: k1", "X-Other: 1"])
        #expect(result.sources == ["https://ada:secret@example.org/moved?x=1"])
    }

    @Test("A secret never goes to another server, and a mark never anywhere")
    func otherServer() {
        var edited = request.concealed
        edited.sources = [
            "https://********@evil.example/1", "http://********@example.org/1",
            "https://********@example.org:444/1",
        ]
        edited.transport.proxy = "http://********@evil.example:3128"
        edited.transport.credentials = "eve:********"
        edited.transport.headers = ["X-Unknown: ********"]
        let result = edited.revealed(from: request)
        #expect(
            result.sources == [
                "https://evil.example/1", "http://example.org/1", "https://example.org:444/1",
            ])
        #expect(result.transport.proxy == "http://evil.example:3128")
        #expect(result.transport.credentials == nil)
        #expect(result.transport.headers == [])
        let none = DownloadRequest(source: "https://h/", directory: "/d")
        let stripped = request.concealed.revealed(from: none)
        #expect(stripped.sources.first == "https://example.org/1")
        #expect(stripped.transport.cookies == nil)
    }

    @Test(arguments: ["a********b:", "********:", "********:secret", "a********:b:c"])
    func `a user name may look like a mark`(_ credentials: String) {
        var request = DownloadRequest(source: "http://h/", directory: "/d")
        request.transport.credentials = credentials
        #expect(request.revealed(from: request) == request)
        #expect(request.concealed.revealed(from: request) == request)
    }

    @Test func `a combining character after a colon reveals nothing`() {
        var request = DownloadRequest(source: "http://h/", directory: "/d")
        request.transport.credentials = "name:\u{301}secret"
        request.transport.headers = ["X-Key:\u{301}secret"]
        let concealed = request.concealed.transport
        #expect(concealed.credentials == "name:********")
        #expect(concealed.headers == ["X-Key: ********"])
    }
}
