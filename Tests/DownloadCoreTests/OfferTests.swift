import DownloadCore
import Testing

struct OfferTests {
    private func offer(_ fields: [(String, String)]) -> Offer {
        Offer(ResponseHead(status: 200, fields: fields))
    }

    @Test func `properties of the server are read as sent`() {
        let offer = offer([
            ("ETag", "W/\"a\""), ("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("Content-Type", "application/zip; x=y"), ("Server", "nginx/1.22"),
            ("Accept-Ranges", "Bytes"), ("Content-Disposition", "attachment; filename=a"),
        ])
        #expect(offer.entityTag == "W/\"a\"")
        #expect(offer.lastModified == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(offer.mediaType == "application/zip; x=y")
        #expect(offer.software == "nginx/1.22")
        #expect(offer.acceptsRanges == true)
        #expect(offer.protocolVersion == "HTTP/1.1")
        #expect(offer.contentDisposition == Array("attachment; filename=a".utf8))
        #expect(!offer.isEncoded)
    }

    @Test func `displayed texts are truncated`() {
        let offer = offer([("Server", String(repeating: "é", count: 5000))])
        #expect(offer.software?.count == 200)
    }

    @Test(arguments: [("none", false), ("bytes", true), ("x, bytes", true), ("x", nil)])
    func `Accept-Ranges is a hint`(text: String, hint: Bool?) {
        #expect(offer([("Accept-Ranges", text)]).acceptsRanges == hint)
    }

    @Test(arguments: [
        ("identity", []), ("", []), ("aws-chunked", []), ("utf-8", []), ("GZIP", ["gzip"]),
        ("x-gzip", ["gzip"]), ("br, gzip", ["br", "gzip"]), ("identity, zstd", ["zstd"]),
        ("frobnicate", ["frobnicate"]),
    ])
    func `codings without effect are ignored`(text: String, codings: [String]) {
        #expect(offer([("Content-Encoding", text)]).codings == codings)
    }

    @Test(arguments: [
        (["gzip"], "a.txt", true), (["gzip"], "a.tar.gz", false), (["gzip"], "a.TGZ", false),
        (["gzip"], "a", true), (["br"], "a.gz", true), (["br"], "a.js.br", false),
        (["zstd"], "a.tar.zst", false), (["deflate"], "a.html", true),
        (["gzip", "br"], "a.txt", true), (["gzip", "gzip"], "a.bin", true),
        (["gzip", "br"], "a.gz", false), (["br", "gzip"], "a.gz", true),
        (["gzip", "compress"], "a.txt", false), (["compress"], "a.txt", false),
        (Array(repeating: "gzip", count: 4), "a", true),
        (Array(repeating: "gzip", count: 5), "a", false), ([], "a.txt", false),
    ])
    func `a body is decoded unless its name implies the coding`(
        codings: [String], name: String, isDecoded: Bool
    ) {
        #expect(ContentCoding.isDecoded(codings, name: name) == isDecoded)
    }

    private let md5 = "XrY7u+Ae7tCTyyK7j1rNww=="
    private let sha256 = "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="

    @Test func `digests of the whole file are read in both forms`() {
        let hex = "sha256:b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"
        let old = offer([("Digest", "SHA-256=\(sha256),MD5=\(md5),unixsum=30637")])
        #expect(
            old.checksums == [Checksum(hex), Checksum("md5:5eb63bbbe01eeed093cb22bb8f5acdc3")])
        let new = offer([("Repr-Digest", "sha-256=:\(sha256):, crc32c=:AAAA:"), ("Digest", "x")])
        #expect(new.checksums == [Checksum(hex)])
    }

    @Test func `a digest of the body counts when the body is the whole file`() {
        let field = [("Content-Digest", "sha-256=:\(sha256):")]
        #expect(offer(field).checksums.map(\.algorithm) == [.sha256])
        #expect(Offer(ResponseHead(status: 206, fields: field)).checksums.isEmpty)
    }

    @Test func `digests of an encoded body and malformed ones do not count`() {
        for name in ["Content-MD5", "Want-Repr-Digest"] {
            #expect(offer([(name, "sha-256=:\(sha256):")]).checksums.isEmpty)
        }
        #expect(
            offer([("Digest", "md5=\(md5)"), ("Content-Encoding", "gzip")]).checksums.isEmpty)
        for broken in ["sha-256", "sha-256=", "sha-256=:\(md5):", "md5=!!!", "=\(md5)", "md5=:"] {
            #expect(offer([("Repr-Digest", broken)]).checksums.isEmpty)
        }
    }

    @Test(
        arguments: [
            ("", ""), ("Zg==", "f"), ("Zg", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Z", nil), ("Zg=", nil), ("Z===", nil), ("Zm9v====", nil), ("Zm 9", nil),
            ("Z-8_", nil),
        ] as [(String, String?)])
    func `Base64 is read strictly`(text: String, decoded: String?) {
        #expect(Base64.decode(Array(text.utf8)) == decoded.map { Array($0.utf8) })
    }

    @Test func `mirrors are listed by priority`() {
        let offer = offer([
            ("Link", "<http://c/x>; rel=duplicate; pri=3, <http://a/x>; pri=1; rel=\"duplicate\""),
            ("Link", "<http://d/x>; rel=duplicate; geo=de"),
            ("Link", "<http://m/x,y;z>; rel=\"describedby Duplicate\"; pri=2; title=\"a, <b>; c\""),
            (
                "Link",
                "<http://no/x>; rel=describedby, <>; rel=duplicate, <http://open; rel=duplicate"
            ),
        ])
        #expect(offer.mirrors == ["http://a/x", "http://m/x,y;z", "http://c/x", "http://d/x"])
    }

    @Test func `no more mirrors are kept than can be used`() {
        let link = (0..<500).map { "<http://h\($0)/>; rel=duplicate" }.joined(separator: ", ")
        #expect(offer([("Link", link)]).mirrors.count == MirrorLinks.most)
    }
}
