import FaultOrigin
import Foundation
import Harness
import Testing

/// Mirrors, against real servers.
@Suite struct `Mirrors` {
    /// An nginx that serves these bytes.
    private func nginx(_ body: Body, limit: Int? = nil) async throws -> Nginx {
        let nginx = try await Nginx(bytesPerSecond: limit)
        try Data(body.bytes(in: 0..<body.count)).write(
            to: URL(fileURLWithPath: nginx.path("file.bin")))
        return nginx
    }

    @Test func `with slow, missing, longer and different mirrors the file is correct`()
        async throws
    {
        try await Turns.shared.take {
            let body = Body.pattern(6 << 20)
            let first = try await nginx(body, limit: 400_000)
            let slow = try await nginx(body, limit: 50_000)
            let gone = try await Nginx()
            let longer = try await nginx(.pattern((6 << 20) + 5))
            let other = try await nginx(.pattern(6 << 20, seed: 7))
            let good = try await nginx(body, limit: 800_000)
            var arguments = ["-v", "-n", "6"]
            for mirror in [slow, gone, longer, other, good] {
                arguments += ["--mirror", mirror.url("file.bin")]
            }
            func sent() -> [Int64] {
                [longer, other].map { $0.log.reduce(0) { $0 + $1.bytesSent } }
            }
            // A wrong mirror sent no more than was compared, unless its sockets buffered more while
            // this program stood still.
            let compared = try await measured {
                let before = sent()
                let home = try Home()
                let result = try await home.get(arguments + [first.url("file.bin")])
                #expect(result.exitCode == 0, "\(result.errors)")
                #expect(home.finished == ["file.bin"])
                #expect(try body.isContent(ofFile: home.path("file.bin")))
                return zip(sent(), before).map { $0 - $1 }.max() ?? 0
            } until: {
                $0 <= 300_000
            }
            #expect(compared <= 300_000)
            try await wait(for: "the work of the good one in its log") {
                good.log.reduce(0) { $0 + $1.bytesSent } > 500_000
            }
        }
    }

    @Test func `when the first is gone the line's other URL is used; then it fails`()
        async throws
    {
        try await Turns.shared.take {
            let body = Body.pattern(300_000)
            let gone = try await Nginx()
            let good = try await nginx(body)
            let home = try Home()
            let list = try home.write(
                "list", "\(gone.url("file.bin"))\t\(good.url("file.bin"))\n")
            let result = try await home.get("-i", list)
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try body.isContent(ofFile: home.path("file.bin")))
            let other = try Home()
            let failed = try await other.get(
                "--mirror", gone.url("b"), gone.url("a"))
            #expect(failed.exitCode == 1)
            #expect(failed.errors.contains("all sources failed"), "\(failed.errors)")
            #expect(other.finished.isEmpty)
        }
    }
}
