import DownloadCore
import Testing

struct FileNameTests {
    @Test(arguments: [
        ("a.txt", "a.txt"), ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/passwd", "passwd"), ("a/", "a"), ("", "download"), (".", "download"),
        ("..", "download"), ("...", "download"), ("/", "download"), ("   ", "download"),
        (".bashrc", "_bashrc"), ("..a", "_.a"), ("-rf", "_rf"), ("--", "_-"),
        (" \u{202e}.x", "_x"), ("a\u{0}b.txt", "ab.txt"), ("a\nb\tc", "a b c"),
        ("\u{1b}[31mred", "[31mred"), ("gpj.\u{202e}exe.txt", "gpj.exe.txt"),
        ("a\u{3164}b\u{115f}c\u{ffa0}d\u{17b4}.txt", "abcd.txt"),
        ("a\u{fe0f}b\u{fe00}c\u{e0100}d\u{180b}.txt", "abcd.txt"),
        ("a\u{e0041}\u{e0001}\u{e007f}b\u{34f}c\u{ad}d.txt", "abcd.txt"),
        ("\u{2800}a\u{2060}.txt", "a.txt"), ("\u{3164}", "download"),
        ("\u{feff}bom.txt", "bom.txt"), ("a\u{2066}b\u{2069}c\u{200f}d\u{61c}e", "abcde"),
        ("a\u{2028}b\u{2029}c", "abc"), ("\u{85}x\u{9b}y", "xy"), (" a b ", "a b"),
        ("👩\u{200d}💻.png", "👩\u{200d}💻.png"), ("می\u{200c}خواهم.pdf", "می\u{200c}خواهم.pdf"),
        ("CON", "CON"), ("a:b*c?.txt", "a:b*c?.txt"), ("näme.txt", "näme.txt"), ("~", "~"),
    ])
    func `names are sanitised`(raw: String, safe: String) {
        #expect(FileName.safe(raw) == safe)
    }

    @Test func `a long name is cut before its extension, between characters`() {
        let name = FileName.safe(String(repeating: "a", count: 300) + ".tar.gz", reserving: 5)
        #expect(name == String(repeating: "a", count: 243) + ".tar.gz")
        let wide = FileName.safe(String(repeating: "é", count: 300) + ".txt", reserving: 5)
        #expect(wide == String(repeating: "é", count: 123) + ".txt")
        let family = "👨‍👩‍👧‍👦"
        let faces = FileName.safe(String(repeating: family, count: 20), reserving: 5)
        #expect(faces == String(repeating: family, count: 10))
    }

    @Test func `an overlong grapheme is cut inside`() {
        let zalgo = "a" + String(repeating: "\u{301}", count: 400)
        #expect(FileName.safe(zalgo, reserving: 5).utf8.count == 249)
        #expect(FileName.numbered(FileName.safe(zalgo), 1).utf8.count <= 250)
    }

    @Test(arguments: [
        ("a.txt", "a", ".txt"), ("a.tar.gz", "a", ".tar.gz"), ("a.TAR.XZ", "a", ".TAR.XZ"),
        ("disk.img.zst", "disk", ".img.zst"), ("a.tar.gz.sig", "a", ".tar.gz.sig"),
        ("tool-1.2.3", "tool-1.2.3", ""), ("tool-1.2.gz", "tool-1.2", ".gz"),
        ("a.mp3", "a", ".mp3"), ("a.7z", "a", ".7z"), ("a", "a", ""), ("_bashrc", "_bashrc", ""),
        ("a. b", "a. b", ""), ("a.verylongextension", "a.verylongextension", ""), ("a.", "a.", ""),
        ("v1.0.linux.tar.gz", "v1.0.linux", ".tar.gz"), (".x", ".x", ""),
        ("my.notes.txt", "my.notes", ".txt"), ("a.gz.gz.gz.gz", "a.gz", ".gz.gz.gz"),
    ])
    func `names have a stem and an extension`(name: String, stem: String, ending: String) {
        #expect(FileName.parts(of: name) == (stem, ending))
    }

    @Test func `a number precedes the extension and never makes a name too long`() {
        #expect(FileName.numbered("a.txt", 1) == "a (1).txt")
        #expect(FileName.numbered("a.tar.gz", 12) == "a (12).tar.gz")
        #expect(FileName.numbered("a", 2) == "a (2)")
        let long = FileName.safe(String(repeating: "ü", count: 300) + ".mkv")
        let numbered = FileName.numbered(long, 123)
        #expect(numbered.utf8.count <= 250)
        #expect(numbered.hasSuffix("ü (123).mkv"))
    }

    @Test(arguments: [
        ("https://h/a/b.txt", "b.txt"), ("https://h/a/b.txt?x=/y.z#q", "b.txt"),
        ("https://h/a%20b.txt", "a b.txt"), ("https://h/%E4.txt", "ä.txt"),
        ("https://h/%C3%A4.txt", "ä.txt"), ("https://h/o/dir%2Fpic.jpg?alt=media", "pic.jpg"),
        ("https://h/%2e%2e%2f%2e%2e", nil), ("https://h/%2E%2E", nil), ("https://h/", nil),
        ("https://h", nil), ("https://h?x=/a.txt", nil), ("https://h/a/", nil), ("", nil),
        ("https://h/100%.txt", "100%.txt"), ("https://h/%00", nil),
        ("ftp://h/x;type=i", "x"), ("sftp://h/x;type=i", "x;type=i"),
        ("ftp://h/a/b?c=d", "b?c=d"),
    ])
    func `a URL names a file by its last path segment`(url: String, name: String?) {
        #expect(FileName.fromURL(url) == name)
    }

    @Test func `the final URL takes precedence unless only the given one has an extension`() {
        func name(_ final: String, _ given: String) -> String {
            FileName.fromServer(contentDisposition: nil, finalURL: final, originalURL: given)
        }
        #expect(name("https://h/tool-2.1.zip", "https://h/latest") == "tool-2.1.zip")
        #expect(name("https://h/tool-2.1.zip", "https://h/tool.zip") == "tool-2.1.zip")
        #expect(name("https://s/a81f0c", "https://h/tool.tar.gz") == "tool.tar.gz")
        #expect(name("https://s/a81f0c", "https://h/latest") == "a81f0c")
        #expect(name("https://s/", "https://h/latest") == "latest")
        #expect(name("https://s/", "https://h") == "download")
    }
}
