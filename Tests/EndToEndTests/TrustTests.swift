import FaultOrigin
import Foundation
import Harness
import Testing

/// Trusting the key of a server whose certificate cannot be verified.
@Suite struct `A certificate that cannot be verified` {
    /// Puts another certificate in the place of the one that nginx uses.
    private func place(_ certificates: Certificates, in folder: TemporaryFolder) throws {
        for (name, path) in [
            ("chain.pem", certificates.server.certificate), ("key.pem", certificates.server.key),
        ] {
            try Data(contentsOf: URL(filePath: path)).write(to: URL(filePath: folder.file(name)))
        }
    }

    @Test func `T trusts exactly this key, a changed one fails again, and other ports too`()
        async throws
    {
        try await Turns.shared.take {
            let folder = try TemporaryFolder()
            try place(try await Certificates(), in: folder)
            var setup = Nginx.Setup()
            setup.certificate = (folder.file("chain.pem"), folder.file("key.pem"))
            let nginx = try await Nginx(setup)
            let other = try await Nginx(setup)
            for server in [nginx, other] {
                for name in ["one", "two", "three"] {
                    try Body.pattern(1000).write(toFile: server.path(name))
                }
            }
            let home = try Home()
            let first = try await Interface([nginx.url("one")], home: home)
            try await first.terminal.wait(forText: "certificate not trusted · T trust")
            try await first.terminal.wait(forText: "SHA256:")
            #expect(nginx.logSize == 0)
            try await first.terminal.press("T")
            try await first.terminal.wait(forText: "y trust")
            try await first.terminal.press("y")
            try await first.wait(forFile: "one")
            try await first.terminal.press("2")
            try await first.terminal.wait(forText: "not verified; you trust SHA256:")
            #expect(try await first.quit() == 0)

            // The next run knows it, for this port only.
            let second = try await Interface([nginx.url("two"), other.url("three")], home: home)
            try await second.wait(forFile: "two")
            try await second.terminal.wait(forText: "certificate not trusted · T trust")
            #expect(other.logSize == 0)
            #expect(try await second.quit() == 0)

            try place(try await Certificates(), in: folder)
            try await nginx.restart(bytesPerSecond: nil)
            let size = nginx.logSize
            let third = try await Interface([nginx.url("three")], home: home)
            try await third.terminal.wait(forText: "certificate has changed · T trust")
            #expect(nginx.logSize == size)
            #expect(home.finished == ["one", "two"])
            #expect(try await third.quit() == 0)
        }
    }
}
