import Testing

@testable import DownloadCore

/// The expected digest of a finished file.
struct DigestSearchTests {
    private let a = "sha256:" + String(repeating: "a", count: 64)
    private let b = "sha256:" + String(repeating: "b", count: 64)
    private let md5 = "md5:" + String(repeating: "c", count: 32)

    private func request(
        _ source: DigestSource, checksum: String? = nil
    ) -> DownloadRequest {
        var request = DownloadRequest(source: Story.url, directory: "/d")
        request.digestSource = source
        request.checksum = checksum.flatMap { Checksum($0) }
        return request
    }

    private func checksums(_ texts: String...) -> [Checksum] { texts.compactMap { Checksum($0) } }

    @Test func `the user's digest takes precedence`() throws {
        var search = DigestSearch()
        search.declare(checksums(b))
        let expected = search.expected(of: request(.server, checksum: a))
        #expect(expected?.origin == .user && expected?.checksum == Checksum(a))
        #expect(search.expected(of: request(.server))?.checksum == Checksum(b))
        #expect(search.expected(of: request(.none)) == nil)
    }

    @Test func `the strongest digest of the first declaration counts`() {
        var search = DigestSearch()
        search.declare(checksums(md5, a))
        search.declare(checksums(b))
        #expect(search.expected(of: request(.server))?.checksum == Checksum(a))
        search.forgetDeclared()
        #expect(search.expected(of: request(.server)) == nil)
    }

    @Test func `a result counts only while it is expected`() throws {
        let digest = ExpectedDigest(try #require(Checksum(a)), from: .server)
        var search = DigestSearch()
        let request = request(.file)
        let isUnasked = search.end(digest)
        #expect(!isUnasked && search.isLacking(for: request))
        let names = search.begin(
            for: request, urls: [Story.url, "http://b.example/g.bin"], name: "f.bin")
        #expect(names == ["f.bin", "g.bin"])
        let isSearchedTwice = search.begin(for: request, urls: [Story.url], name: "f.bin") != nil
        #expect(!isSearchedTwice)
        let isTaken = search.end(digest)
        #expect(isTaken && !search.isLacking(for: request))
        #expect(search.expected(of: request) == digest)
        let isTakenAgain = search.end(nil)
        #expect(!isTakenAgain)
        search.forgetFound()
        #expect(search.isLacking(for: request))
    }

    @Test func `only strong digests of the same algorithm contradict`() {
        var search = DigestSearch()
        search.declare(checksums(a, md5))
        let request = request(.server)
        #expect(search.contradiction(checksums(a), request) == nil)
        #expect(search.contradiction(checksums(b), request) != nil)
        let other = "md5:" + String(repeating: "d", count: 32)
        #expect(search.contradiction(checksums(other), request) == nil)
    }

    @Test func `digests that are kept for the next file are those of one file only`() throws {
        let first = try #require(Checksum("sha256:" + String(repeating: "ab", count: 32)))
        let second = try #require(Checksum("sha256:" + String(repeating: "cd", count: 32)))
        var search = DigestSearch()
        search.declare([first])
        search.forgetDeclared()
        search.keep([first])
        search.beginFile()
        search.declare([second])
        #expect(search.declared == [first])
        search.beginFile()
        search.declare([second])
        #expect(search.declared == [second])
        search.keep([])
        search.beginFile()
        #expect(search.declared == [])
    }
}
