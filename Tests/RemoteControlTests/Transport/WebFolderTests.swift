import Foundation
import Testing

@testable import RemoteControl

@Suite(.timeLimit(.minutes(3)))
struct WebFolderTests {
    /// A folder `ui` with files, and a file beside it.
    private final class Site {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "pdl-web-\(UUID().uuidString)")
        var path: String { root.appending(path: "ui").path }

        init() throws {
            try FileManager.default.createDirectory(
                atPath: path + "/js/.hidden", withIntermediateDirectories: true)
            for (name, text) in [
                ("ui/index.html", "<html>"), ("ui/js/a b.js", "x"), ("ui/js/.hidden/a", "x"),
                ("ui/.secret", "x"), ("secret", "x"), ("ui/empty.txt", ""),
            ] {
                try text.write(
                    to: root.appending(path: name), atomically: false, encoding: .utf8)
            }
            let manager = FileManager.default
            try manager.createSymbolicLink(
                atPath: path + "/link", withDestinationPath: "../secret")
            try manager.createSymbolicLink(
                atPath: path + "/inner", withDestinationPath: "index.html")
            try manager.createSymbolicLink(atPath: path + "/up", withDestinationPath: "..")
            mkfifo(path + "/pipe", 0o600)
        }

        deinit { try? FileManager.default.removeItem(at: root) }
    }

    @Test(arguments: [
        ("/", "<html>", "text/html; charset=utf-8"),
        ("/index.html", "<html>", "text/html; charset=utf-8"),
        ("/js/a%20b.js", "x", "text/javascript; charset=utf-8"),
        ("/empty.txt", "", "text/plain; charset=utf-8"),
    ])
    func `files of the folder are found`(
        _ path: String, _ text: String, _ type: String
    ) throws {
        let site = try Site()
        let file = try #require(WebFolder(site.path).file(path))
        #expect(String(decoding: file.bytes, as: UTF8.self) == text)
        #expect(file.type == type)
    }

    @Test(arguments: [
        "", "index.html", "/..", "/../secret", "/js/../../secret", "/%2e%2e/secret",
        "/..%2fsecret", "/js/%2E%2E/index.html", "/.", "/./index.html", "//index.html",
        "/index.html/", "/link", "/inner", "/up/secret", "/.secret", "/js/.hidden/a", "/js",
        "/js/", "/pipe", "/none", "/index.html%00", "/%ff", "/%", "/%2", "/\\..\\secret",
    ])
    func `nothing else is found`(_ path: String) throws {
        let site = try Site()
        #expect(WebFolder(site.path).file(path) == nil)
    }

    @Test func `the folder is served beside the RPC, and in no frame`() async throws {
        let site = try Site()
        try await TestServer.run(webFolder: site.path) { server in
            let page = try await server.request("GET /?x=1")
            #expect(page.status == 200)
            #expect(page.body == "<html>")
            #expect(page.fields["content-type"] == "text/html; charset=utf-8")
            #expect(page.fields["x-frame-options"] == "DENY")
            #expect(page.fields["x-content-type-options"] == "nosniff")
            let head = try await server.request("HEAD /index.html")
            #expect(head.status == 200)
            #expect(head.fields["content-length"] == "6")
            #expect(try await server.request("GET /link").status == 404)
            #expect(try await server.request("GET /../secret").status == 404)
            #expect(try await server.request("GET /", ["Host: rebind.example"]).status == 421)
            #expect(try await server.request("POST /jsonrpc", body: "1").body == "1")
            #expect(try await server.request("DELETE /index.html").status == 405)
            #expect(server.answerer.requests.count == 1)
        }
    }
}
