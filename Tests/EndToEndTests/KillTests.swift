import Harness
import Testing

/// The short form of the soak (`swift run Soak --rounds 100`).
@Suite struct `Kills at random moments` {
    @Test func `files end right, and a kill costs less than a mebibyte`() async throws {
        try await Turns.shared.take {
            let report = try await KillSoak(rounds: 8, seed: 7).run()
            #expect(report.problems.isEmpty)
            #expect(report.excessive.isEmpty)
        }
    }
}
