import Foundation
import Harness
import Testing

/// Pages in a real browser that try to reach the RPC.
@Suite struct `A browser and the RPC` {
    /// Tries a POST, a GET and a WebSocket, then reports the outcomes to the server at `PORT`.
    private static func page(host: String) -> String {
        """
        <html><body><script>
        const call = '{"jsonrpc":"2.0","id":"q","method":"system.listMethods"}';
        const at = "HOST/jsonrpc";
        const outcome = async (name, promise) => {
            try { return name + "=" + await promise; } catch { return name + "=refused"; }
        };
        const socket = () => new Promise((done, failed) => {
            const socket = new WebSocket(at.replace("http", "ws"));
            socket.onopen = () => done("open");
            socket.onerror = failed;
        });
        const status = async (response) => (await response).status;
        (async () => {
            const all = [
                await outcome("POST", status(fetch(at, { method: "POST", body: call }))),
                await outcome("JSON", status(fetch(at, { method: "POST", body: call,
                    headers: { "Content-Type": "application/json" } }))),
                await outcome("GET", status(fetch(at + "?method=system.listMethods&id=1"))),
                await outcome("socket", socket()),
            ];
            new Image().src = "http://127.0.0.1:PORT" + location.pathname + "?" + all.join("&");
        })();
        </script></body></html>
        """.replacing("HOST", with: host)
    }

    /// Opens a page in a browser, which ends with the value that is returned.
    private func open(_ url: String, _ profile: TemporaryFolder) throws -> Program {
        try Program(
            [
                "chromium", "--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server",
                "--disable-background-networking", "--disable-component-update",
                "--user-data-dir=\(profile.path)",
                "--host-resolver-rules=MAP rebind.example 127.0.0.1", url,
            ], environment: ["HOME": profile.path])
    }

    @Test func `A page of another origin or of a rebound name is refused in every way`()
        async throws
    {
        try await Turns.shared.take {
            let port = try Port.free()
            let home = try Home()
            let folder = try home.folder.folder("config/pdl-tui")
            let site = try home.folder.folder("home/site")
            let own = "http://127.0.0.1:\(port)"
            try "[rpc]\nlisten = \"127.0.0.1:\(port)\"\nweb-ui = \"~/site\"\n"
                .write(toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
            let daemon = try Program(
                [Program.pdlTUI, "daemon"], environment: home.environment,
                directory: home.downloads)
            try await wait(for: "the RPC") { Port.isOpen(port) }
            let foreign = try await Daemon.nginx(
                "listen 127.0.0.1:PORT; default_type text/html;", logging: "$request_uri",
                files: [
                    "page.html": Self.page(host: own),
                    "rebound.html": Self.page(host: "http://rebind.example:\(port)"),
                ])
            try Self.page(host: own).replacing("PORT", with: "\(foreign.port)").write(
                toFile: site + "/own.html", atomically: true, encoding: .utf8)
            let origin = "http://127.0.0.1:\(foreign.port)"
            let refused = "POST=refused&JSON=refused&GET=refused&socket=refused"
            for (url, report) in [
                (origin + "/page.html", "/page.html?" + refused),
                (origin + "/rebound.html", "/rebound.html?" + refused),
                // This page shows that the others could have succeeded.
                (own + "/own.html", "/own.html?POST=200&JSON=200&GET=400&socket=open"),
            ] {
                let profile = try TemporaryFolder()
                let browser = try self.open(url, profile)
                try await wait(for: "\(report) in \(foreign.log)", state: { browser.errors }) {
                    foreign.log.contains { $0.hasPrefix(report.prefix { $0 != "?" } + "?") }
                }
                #expect(foreign.log.contains(report), "\(foreign.log)")
                browser.signal(SIGKILL)
                _ = try await browser.result()
            }
            // A rebound name makes a page same-origin in the browser's eyes.
            let profile = try TemporaryFolder()
            let browser = try self.open("http://rebind.example:\(port)/own.html", profile)
            func log() throws -> String {
                try String(
                    contentsOfFile: home.folder.file("state/pdl-tui/pdl-tui.log"), encoding: .utf8)
            }
            try await wait(for: "the refusal of the name") {
                try log().contains("(Origin none, Host rebind.example:\(port))")
            }
            browser.signal(SIGKILL)
            _ = try await browser.result()
            #expect(try log().contains("(Origin \(origin), Host 127.0.0.1:\(port))"))
            #expect(try log().contains("(Origin \(origin), Host rebind.example:\(port))"))
            // The page of the rebound name never ran.
            #expect(foreign.log.count { $0.hasPrefix("/own.html?") } == 1)
            try await foreign.stop()
            daemon.signal(SIGTERM)
            #expect(try await daemon.result().exitCode == 0)
        }
    }
}
