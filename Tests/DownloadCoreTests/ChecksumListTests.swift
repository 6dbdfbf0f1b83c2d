import DownloadCore
import Testing

/// Checksum files as programs write them, and as hostile servers might.
struct ChecksumListTests {
    private let a = String(repeating: "a1", count: 32)
    private let b = String(repeating: "b2", count: 32)

    private func digest(
        _ text: String, of name: String = "f.iso", isOwn: Bool = false
    ) throws -> String? {
        try ChecksumList(Array(text.utf8), algorithm: .sha256)
            .checksum(of: [name], isOwn: isOwn)?.hex
    }

    @Test func `lines of GNU, BSD and OpenSSL`() throws {
        for line in [
            "\(a)  f.iso", "\(a) *f.iso", "\(a)\tf.iso", "\(a.uppercased())  f.iso\r",
            "SHA256 (f.iso) = \(a)", "SHA2-256(f.iso)= \(a)", "sha-256 (f.iso)=\(a)",
            "\(a)  ./f.iso", "\\\(a)  f.iso", "  \(a)  f.iso",
        ] {
            #expect(try digest("\(b)  other\n\(line)\n\(b)  f.iso.sig\n") == a, "\(line)")
        }
    }

    @Test func `names with backslashes and line breaks are read as they were escaped`() throws {
        #expect(try digest("\\\(a)  x\\\\y\\nz", of: "x\\y\nz") == a)
        #expect(try digest("\\SHA256 (x\\ny) = \(a)", of: "x\ny") == a)
        #expect(try digest("\(a)  x\\ny", of: "x\\ny") == a)
    }

    @Test func `a plain name is preferred to one in a folder`() throws {
        #expect(try digest("\(b)  sub/f.iso\n\(a)  f.iso") == a)
        #expect(try digest("\(b)  sub/f.iso\n\(a)  x") == b)
        #expect(try digest("\(b)  xf.iso") == nil)
    }

    @Test func `a list for one file may name it differently or not at all`() throws {
        #expect(try digest("\(a)", isOwn: true) == a)
        #expect(try digest("\(a)  f-1.2.iso", isOwn: true) == a)
        #expect(try digest("\(a)", isOwn: false) == nil)
        #expect(try digest("\u{FEFF}\(a)", isOwn: true) == a)
        #expect(try digest("# made by hand\n\(a)  -\n", isOwn: true) == a)
    }

    @Test func `contradictory lines are an error`() {
        #expect(throws: DownloadError.self) { try digest("\(a)  f.iso\n\(b)  f.iso") }
        #expect(throws: DownloadError.self) { try digest("\(a)\n\(b)", isOwn: true) }
    }

    @Test(arguments: [
        "", "<html><body>not found (f.iso) = no</body></html>", "f.iso", "12345  f.iso",
        "SHA512 (f.iso) = 00", "SHA1 (f.iso) = a1a1", "()=", "\\", "SHA256 )f.iso( = x",
    ])
    func `a file that is not a list has no checksum`(_ text: String) throws {
        #expect(try digest(text, isOwn: true) == nil)
    }

    @Test func `a signature around the list is ignored`() throws {
        let text = """
            -----BEGIN PGP SIGNED MESSAGE-----
            Hash: SHA256

            # f.iso: 7 bytes
            SHA256 (f.iso) = \(a)
            -----BEGIN PGP SIGNATURE-----

            iQIzBAEBCAAdFiEE6v0D
            -----END PGP SIGNATURE-----
            """
        #expect(try digest(text) == a)
    }

    @Test(arguments: [
        ("http://h/a/f.iso?x=/y", "http://h/a/f.iso.sha256", "http://h/a/SHA256SUMS"),
        ("http://h/f.iso#z", "http://h/f.iso.sha256", "http://h/SHA256SUMS"),
    ])
    func `the locations of lists`(_ url: String, _ own: String, _ list: String) {
        #expect(ChecksumList.Sibling.ending(".sha256").url(beside: url) == own)
        #expect(ChecksumList.Sibling.list("SHA256SUMS").url(beside: url) == list)
    }

    @Test(arguments: ["http://h", "http://h/", "http://h/a/", "http://h?x/y"])
    func `a URL that names no file has no lists`(_ url: String) {
        #expect(ChecksumList.Sibling.ending(".sha256").url(beside: url) == nil)
    }

    @Test func `the strongest of several is used`() {
        let sums = ["md5:" + String(repeating: "0", count: 32), "sha256:\(a)"].compactMap {
            Checksum($0)
        }
        #expect(sums.strongest?.algorithm == .sha256)
        #expect([Checksum]().strongest == nil)
    }
}
