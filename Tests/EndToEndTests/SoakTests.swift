import Harness
import Testing

@testable import Soak

extension QuietMachine {
    /// The short form of the program that kills and looks what is left.
    @Suite struct `Killed again and again` {
        @Test(arguments: [false, true])
        func `three downloads end right, and next to nothing is fetched twice`(
            _ usesInterface: Bool
        ) async throws {
            try await Turns.shared.take {
                let tally = try await measured {
                    try await Episode(seed: 7, usesInterface: usesInterface).run(kills: 4)
                } until: {
                    $0.isGood && $0.kills > 0 || !$0.wrongs.isEmpty
                }
                #expect(tally.isGood, "\(tally.line)")
                #expect(tally.kills > 0)
            }
        }
    }
}
