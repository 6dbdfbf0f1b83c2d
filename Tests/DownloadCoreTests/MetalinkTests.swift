import DownloadCore
import Testing

/// Metalinks of both versions, and hostile ones.
struct MetalinkTests {
    private let sha = String(repeating: "a1", count: 32)

    private func read(_ text: String) throws -> Metalink { try Metalink(Array(text.utf8)) }

    @Test func `version 4, with priorities and digests`() throws {
        let link = try read(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- handmade -->
            <metalink xmlns="urn:ietf:params:xml:ns:metalink">
              <published>2009-05-15T12:23:23Z</published>
              <file name="a&amp;b.iso">
                <size>14471447</size>
                <hash type="sha-256">\(sha)</hash>
                <hash type="unknown">00</hash>
                <pieces length="8000000" type="sha-1"><hash>\(sha.prefix(40))</hash><hash>\(
                sha.prefix(40))</hash></pieces>
                <pieces length="8000000" type="sha-256"><hash>\(sha)</hash><hash>\(sha)</hash></pieces>
                <pieces length="8000000" type="sha-512"><hash>\(sha)</hash></pieces>
                <url>http://last/a.iso</url>
                <url location="de" priority="2">ftp://second/a.iso</url>
                <url priority="1"><![CDATA[http://first/a.iso?x=1&y=2]]></url>
                <url>magnet:?xt=1</url>
                <metaurl mediatype="torrent">http://x/a.torrent</metaurl>
              </file>
              <file name="sub/b"><url>http://h/b</url></file>
            </metalink>
            """)
        #expect(link.files.map(\.path) == [["a&b.iso"], ["sub", "b"]])
        #expect(link.files[0].length == 14_471_447)
        #expect(link.files[0].checksums == [Checksum("sha256:\(sha)")])
        #expect(link.files[0].pieces?.algorithm == .sha256)
        #expect(link.files[0].pieces?.length == 8_000_000)
        #expect(link.files[0].pieces?.hex(ofPieceAt: 8_000_000) == sha)
        #expect(
            link.files[0].sources == [
                "http://first/a.iso?x=1&y=2", "ftp://second/a.iso", "http://last/a.iso",
            ])
    }

    @Test func `version 3, where the larger preference is better`() throws {
        let one = String(repeating: "0f", count: 20)
        let link = try read(
            """
            <metalink version="3.0" xmlns="http://www.metalinker.org/"><files><file name="f">
            <size>5</size><verification><hash type="md5">\(String(repeating: "0", count: 32))</hash>
            <pieces length="3" type="sha1"><hash piece="0">\(one)</hash>
            <hash piece="1">\(one)</hash></pieces></verification>
            <resources><url type="http" preference="10">http://b/f</url>
            <url type="http" preference="90">http://a/f</url></resources></file></files></metalink>
            """)
        #expect(link.files[0].sources == ["http://a/f", "http://b/f"])
        #expect(link.files[0].checksums.map(\.algorithm) == [.md5])
        #expect(link.files[0].pieces?.count == 2)
        #expect(link.files[0].pieces?.hex(ofPieceAt: 3) == one)
    }

    @Test(arguments: [
        "<pieces length='2' type='md5'>%%</pieces>", "<pieces length='0' type='md5'>%</pieces>",
        "<pieces type='md5'>%</pieces>", "<pieces length='9' type='crc32'>%</pieces>",
        "<pieces length='9' type='md5'><hash>00</hash></pieces>", "<pieces length='9' type='md5'/>",
        "<pieces length='99999999999999999999' type='md5'>%</pieces>",
        "<pieces length='3' type='md5'><hash piece='1'>00</hash>%</pieces>",
    ])
    func `invalid pieces are ignored`(_ pieces: String) throws {
        let hash = "<hash>\(String(repeating: "00", count: 16))</hash>"
        let text = pieces.split(separator: "%", omittingEmptySubsequences: false)
            .joined(separator: hash)
        let link = try read(
            "<metalink><file name='f'><size>5</size>\(text)<url>http://h/f</url></file></metalink>")
        #expect(link.files[0].pieces == nil)
    }

    @Test(arguments: ["../x", "/etc/passwd", "a/../b", "", "a//b", ".", "a\\\\b", "a/"])
    func `a name that points outside the folder is refused`(_ name: String) {
        #expect(throws: DownloadError.self) {
            try read("<metalink><file name='\(name)'><url>http://h/f</url></file></metalink>")
        }
    }

    @Test(arguments: [
        "", "<html/>", "<metalink/>", "<metalink><file name='f'/></metalink>", "<metalink>",
        "<metalink><file name='f'><url>file:///etc/passwd</url></file></metalink>",
        "<!DOCTYPE m [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><metalink>&a;</metalink>",
        "<metalink>&lol;</metalink>", "<metalink></file>", "<metalink a>", "<metalink a=b>",
        "<metalink><![CDATA[", "<metalink/><metalink/>", "x<metalink/>",
        "<metalink>&#0;</metalink>",
        String(repeating: "<metalink>", count: 100),
    ])
    func `an invalid or dangerous Metalink is refused`(_ text: String) {
        #expect(throws: DownloadError.self) { try read(text) }
    }

    @Test func `names are sanitised`() throws {
        let link = try read(
            "<metalink><file name='.x/-y&#10;z'><url>http://h/f</url></file></metalink>")
        #expect(link.files[0].path == ["_x", "_y z"])
    }

    @Test func `fuzzed input never traps, and no name leaves the folder`() {
        var random = SeededRandom(seed: 4)
        let seed = Array(
            """
            <metalink><file name="a&amp;b/c"><size>5</size><hash type='sha-256'>\(sha)</hash>
            <url priority="1"><![CDATA[http://h/f]]></url><!-- x --></file></metalink>
            """.utf8)
        for _ in 0..<3_000 {
            let bytes = random.mutation(of: seed, with: [Array("</url>".utf8), Array("../".utf8)])
            guard let link = try? Metalink(bytes) else { continue }
            for part in link.files.flatMap(\.path) {
                #expect(!part.isEmpty && part != ".." && part != "." && !part.contains("/"))
            }
        }
    }
}
