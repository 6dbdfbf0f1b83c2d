import DownloadCore
import Foundation
import TerminalUI
import Testing

@testable import pdl_tui

private func builder(_ change: (inout RequestBuilder) -> Void = { _ in }) -> RequestBuilder {
    var builder = RequestBuilder(
        settings: Settings(), directory: "/base", currentDirectory: "/cwd", home: "/home/me",
        directoryIsGiven: false)
    change(&builder)
    return builder
}

struct RequestTests {
    @Test func `a URL alone is saved to the folder, its name undecided`() throws {
        let request = try builder().request(InputLine(url: "https://a/b.iso"))
        #expect(request == DownloadRequest(source: "https://a/b.iso", directory: "/base"))
    }

    @Test(arguments: [
        ("name", "/base", "name"), ("sub/name", "/cwd/sub", "name"), ("/x/name", "/x", "name"),
        ("/name", "/", "name"), ("~/name", "/home/me", "name"),
    ])
    func `output is a name or a path`(_ output: String, _ folder: String, _ name: String) throws {
        let request = try builder { $0.output = output }.request(InputLine(url: "https://a/b"))
        #expect(request.directory == folder)
        #expect(request.name == name)
    }

    @Test func `mirrors are taken from the line and from the command`() throws {
        let line = try #require(
            try InputLine(
                "https://a/b\thttps://c/d ftp://e/f md5:\(String(repeating: "0", count: 32))"))
        #expect(line.mirrors == ["https://c/d", "ftp://e/f"] && line.checksum != nil)
        let request = try builder { $0.mirrors = ["http://g/h"] }.request(line)
        #expect(request.sources == ["https://a/b", "https://c/d", "ftp://e/f", "http://g/h"])
        #expect(throws: SettingError.self) {
            try builder { $0.mirrors = ["file:///x"] }.request(InputLine(url: "https://a/b"))
        }
    }

    @Test func `a relative output is relative to the given directory`() throws {
        let request = try builder {
            $0.directoryIsGiven = true
            $0.settings.directory = "dir"
            $0.output = "sub/name"
        }.request(InputLine(url: "https://a/b"))
        #expect(request.directory == "/cwd/dir/sub")
    }

    @Test(arguments: ["dir/", "..", ".", "a/.."])
    func `an output that does not name a file is refused`(_ output: String) {
        #expect(throws: SettingError.self) {
            try builder { $0.output = output }.request(InputLine(url: "https://a/b"))
        }
    }

    @Test(arguments: [
        "", "a", "a/b", "gopher://a/", "https://", "file:///etc/passwd", "http:///x", "ftp://a/b/",
    ])
    func `an unsupported URL is refused with a reason`(_ url: String) {
        #expect(throws: SettingError.self) { try builder().request(InputLine(url: url)) }
    }

    @Test func `a kind of file is saved to its folder, unless one was given`() throws {
        let folders = ["videos": "~/Videos", ".tar.gz": "/backup", "archives": "arch"]
        let some = builder { $0.settings.folders = folders }
        let url = { (name: String) in InputLine(url: "https://a/x/\(name)") }
        #expect(try some.request(url("a.MP4?x=y.zip")).directory == "/home/me/Videos")
        #expect(try some.request(url("a.tar.gz")).directory == "/backup")
        #expect(try some.request(url("a.zip")).directory == "/cwd/arch")
        #expect(try some.request(url("zip")).directory == "/base")
        let given = builder {
            $0.settings.folders = folders
            $0.settings.directory = "/given"
            $0.directoryIsGiven = true
        }
        #expect(try given.request(url("a.mp4")).directory == "/given")
        #expect(some.kindFolders.folder(forName: "a.mp4") == "/home/me/Videos")
        #expect(some.kindFolders.folder(forName: "a") == nil)
        #expect(given.kindFolders.folder(forName: "a.mp4") == nil)
        // The interface's form saves them where the command line does.
        let options = some.settings.interfaceOptions(builder: some, directory: "/base")
        #expect(options.folders.folder(forURL: "https://a/x/a.mp4?x") == "/home/me/Videos")
    }

    @Test func `a line holds a URL and a checksum`() throws {
        let hex = String(repeating: "0f", count: 32)
        let line = try #require(try InputLine("  https://a/b\tsha256:\(hex)\r"))
        #expect(line.url == "https://a/b")
        #expect(line.checksum?.hex == hex)
        #expect(try InputLine("# comment") == nil)
        #expect(try InputLine("   ") == nil)
        for rest in ["sha256:12", "m/b", "sha256:\(hex) sha256:\(hex)"] {
            #expect(throws: SettingError.self) { try InputLine("https://a/b \(rest)") }
        }
    }

    @Test func `options of a single file are refused for a Metalink of several`()
        throws
    {
        let path = "/tmp/pdl-tui-\(UInt64.random(in: 0...UInt64.max)).meta4"
        defer { unlink(path) }
        let hex = String(repeating: "0f", count: 32)
        let line = try #require(try InputLine("\(path) http://m/a sha256:\(hex)"))
        func requests(of count: Int, _ line: InputLine) throws -> [DownloadRequest] {
            let file = "<file name='a'><url>http://h/a</url></file>"
            let text = "<metalink>\(String(repeating: file, count: count))</metalink>"
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            return try builder().requests(line)
        }
        let one = try requests(of: 1, line)
        #expect(one.map(\.sources) == [["http://h/a", "http://m/a"]])
        #expect(one.map(\.checksum?.hex) == [hex])
        var checked = InputLine(url: path)
        checked.checksum = line.checksum
        for (line, word) in [(line, "a mirror"), (checked, "a checksum")] {
            let message = "\(path) lists several files, but \(word) applies to a single file"
            #expect(throws: SettingError(message: message)) { try requests(of: 2, line) }
        }
        #expect(try requests(of: 2, InputLine(url: path)).count == 2)
    }

    @Test func `user name and password of a URL are not shown`() {
        let line = InputLine(url: "https://me:p@ss word@host:x/a@b")
        do throws(SettingError) {
            _ = try builder().request(line)
            Issue.record("accepted")
        } catch {
            #expect(!error.message.contains("p@ss"))
        }
    }
}
