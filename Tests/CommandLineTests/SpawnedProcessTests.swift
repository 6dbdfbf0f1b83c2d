import Glibc
import Testing

@testable import pdl_tui

@Suite struct `Started processes` {
    /// Returns the exit code, or the negated number of the signal that killed it.
    private func run(_ script: String, in group: SpawnedProcess.Group) throws -> Int32 {
        let process = try SpawnedProcess.start(.named("sh"), ["sh", "-c", script], in: group)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }

    @Test func `one in a session of its own ignores SIGHUP from the start`() throws {
        #expect(try run("kill -HUP $$; exit 7", in: .session) == 7)
        #expect(try run("kill -TERM $$; exit 7", in: .session) == -SIGTERM)
    }

    @Test func `others have the default action for every signal`() throws {
        #expect(try run("kill -HUP $$; exit 7", in: .own) == -SIGHUP)
        #expect(try run("kill -INT $$; exit 7", in: .own) == -SIGINT)
    }
}
