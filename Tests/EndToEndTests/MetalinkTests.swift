import FaultOrigin
import Foundation
import Harness
import Testing

/// Metalinks on the disk.
@Suite struct `Metalinks` {
    @Test func `files come from their sources, under their names, and are checked`() async throws {
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
            #expect(failed.errors.contains("must be 999"), "\(failed.errors)")
            #expect(home.finished == ["a.bin", "c.bad", "sub/b.bin"])
            let evil = try home.write(
                "evil.meta4", "<metalink>\(file("../evil", right))</metalink>")
            let refused = try await home.get(evil)
            #expect(refused.exitCode == 64)
            #expect(refused.errors.contains("leads out of the folder"), "\(refused.errors)")
        }
    }
}
