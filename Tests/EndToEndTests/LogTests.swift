import FaultOrigin
import Foundation
import Harness
import Testing

/// The log files of the interface.
@Suite struct `The log` {
    @Test func `the log is in its place, private, and contains no secrets`()
        async throws
    {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(
                body: .pattern(3000),
                .when(.path("/gone"), .status(404)), .when(.path("/busy"), .status(503)),
                .when(.path("/away"), .redirect(to: "/file.bin?signature=secret-1")))
            let home = try Home()
            let place = origin.url("").split(separator: "://")[1]
            let cookies = try home.write(
                "cookies",
                "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tid\tsecret-2\n")
            let urls = ["away", "gone", "busy"].map {
                "http://me:secret-3@\(place)/\($0)?token=secret-4#key=secret-5"
            }
            let settings = try home.write("c.toml", "[request]\nbearer = \"secret-7\"\n")
            let interface = try await Interface(
                [
                    "--config", settings, "--retries", "2", "-H", "X-Key: secret-6", "--cookies",
                    cookies,
                    "--referer", "https://x/?secret-8",
                ] + urls, home: home)
            try await interface.wait(forFile: "file.bin")
            let state = home.folder.file("state/pdl-tui")
            func log() -> String {
                (try? String(contentsOfFile: state + "/pdl-tui.log", encoding: .utf8)) ?? ""
            }
            try await wait(for: "every end in the log", state: log) {
                let text = log()
                return text.contains(" done /")
                    && text.components(separatedBy: " failed ").count == 3
            }
            #expect(try await interface.quit() == 0)
            #expect(log().contains(" start "), "\(log())")
            #expect(log().contains(" retry busy"), "\(log())")
            #expect(log().contains("/gone?…"), "\(log())")
            #expect(origin.log.contains { $0.request.field("x-key") == "secret-6" })
            #expect(origin.log.contains { $0.request.field("cookie") == "id=secret-2" })
            let files = FileManager.default
            func mode(_ path: String) throws -> Int? {
                try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            #expect(try mode(state) == 0o700)
            for name in try files.contentsOfDirectory(atPath: state) {
                let path = state + "/" + name
                #expect(try mode(path) == 0o600, "\(name)")
                // The ledger stores URLs without passwords; otherwise nothing could resume.
                let content = try #require(files.contents(atPath: path))
                let allowed = name.hasPrefix("ledger") ? ["secret-4", "secret-5", "secret-8"] : []
                for secret in (1...8).map({ "secret-\($0)" }) where !allowed.contains(secret) {
                    #expect(content.range(of: Data(secret.utf8)) == nil, "\(secret) in \(name)")
                }
            }
            try await origin.stop()
        }
    }
}
