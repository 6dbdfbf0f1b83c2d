import FaultOrigin
import Foundation
import Harness
import Testing

/// Metalinks on the disk.
@Suite struct `Metalinks` {
    @Test func `files are fetched from their sources, under their names, and verified`()
        async throws
    {
        try await Turns.shared.take {
            let nginx = try await Nginx()
            try Data(count: 1000).write(to: URL(fileURLWithPath: nginx.path("zeros")))
            let right = "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"
            let home = try Home()
            func file(_ name: String, _ hex: String, size: Int = 1000) -> String {
                """
                <file name="\(name)"><size>\(size)</size><hash type="sha-256">\(hex)</hash>
                <url priority="1">\(nginx.url("gone"))</url>
                <url priority="2">\(nginx.url("zeros"))</url></file>
                """
            }
            let good = try home.write(
                "good.meta4",
                "<metalink>\(file("a.bin", right))\(file("sub/b.bin", right))</metalink>")
            let result = try await home.get(good)
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(home.finished == ["a.bin", "sub/b.bin"])
            let bad = try home.write(
                "bad.meta4",
                "<metalink>\(file("c", String(repeating: "0", count: 64)))"
                    + "\(file("d", right, size: 999))</metalink>")
            let failed = try await home.get(bad)
            #expect(failed.exitCode == 1)
            #expect(failed.errors.contains("instead of 999"), "\(failed.errors)")
            #expect(home.finished == ["a.bin", "c.bad", "sub/b.bin"])
            let evil = try home.write(
                "evil.meta4", "<metalink>\(file("../evil", right))</metalink>")
            let refused = try await home.get(evil)
            #expect(refused.exitCode == 64)
            #expect(refused.errors.contains("points outside the folder"), "\(refused.errors)")
        }
    }

    @Test func `corrupt pieces are fetched again from another source`()
        async throws
    {
        try await Turns.shared.take {
            let size = 1_000_000
            let (bad, good) = (try await Nginx(), try await Nginx())
            var bytes = Data(count: size)
            bytes[600_000] = 1
            try bytes.write(to: URL(fileURLWithPath: bad.path("zeros")))
            try Data(count: size).write(to: URL(fileURLWithPath: good.path("zeros")))
            let piece = "2a60e85386d2ea13abc91fa6589fa30195be596086698e19b8089566b7c5807e"
            let whole = "d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025"
            func link(_ name: String, _ sources: Nginx...) -> String {
                """
                <metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="\(name)">
                <size>\(size)</size><hash type="sha-256">\(whole)</hash>
                <pieces length="250000" type="sha-256">
                \(String(repeating: "<hash>\(piece)</hash>", count: 4))</pieces>
                \(sources.map { "<url>\($0.url("zeros"))</url>" }.joined())</file></metalink>
                """
            }
            let home = try Home()
            let result = try await home.get(
                try home.write("two.meta4", link("a", bad, good)))
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(home.finished == ["a"])
            #expect(try Data(contentsOf: URL(fileURLWithPath: home.path("a"))) == Data(count: size))
            let alone = try await home.get(try home.write("one.meta4", link("b", bad)))
            #expect(alone.exitCode == 1)
            for text in [whole, "kept as b.bad"] {
                #expect(alone.errors.contains(text), "\(alone.errors)")
            }
            #expect(home.finished == ["a", "b.bad"])
            // The whole file for each of the two, and its corrupt piece twice.
            #expect(bad.log.reduce(0) { $0 + $1.bytesSent } < 3_000_000)
        }
    }

    @Test func `one behind a URL is read, or saved as a file on request`() async throws {
        try await Turns.shared.take {
            let nginx = try await Nginx()
            try Data(count: 1000).write(to: URL(fileURLWithPath: nginx.path("zeros")))
            let right = "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"
            let files = ["a.bin", "sub/b.bin"].map { name in
                """
                <file name="\(name)"><size>1000</size><hash type="sha-256">\(right)</hash>
                <url>\(nginx.url("zeros"))</url></file>
                """
            }
            let link = "<metalink>\(files.joined())</metalink>"
            try Data(link.utf8).write(to: URL(fileURLWithPath: nginx.path("all.meta4")))
            let home = try Home()
            let result = try await home.get(nginx.url("all.meta4"), nginx.url("zeros"))
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(home.finished == ["a.bin", "sub/b.bin", "zeros"])
            let kept = try await home.get("--metalink", "file", nginx.url("all.meta4"))
            #expect(kept.exitCode == 0, "\(kept.errors)")
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: home.path("all.meta4")))
                    == Data(link.utf8))
            try Data("<html>".utf8).write(to: URL(fileURLWithPath: nginx.path("no.meta4")))
            let failed = try await home.get(nginx.url("no.meta4"))
            #expect(failed.exitCode == 1)
            #expect(failed.errors.contains("--metalink file"), "\(failed.errors)")
        }
    }
}
