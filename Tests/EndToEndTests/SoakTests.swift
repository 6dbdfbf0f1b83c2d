import Harness
import Testing

@testable import Soak

extension QuietMachine {
    /// The short form of the program that kills downloads and checks the remains.
    @Suite struct `Repeated kills` {
        @Test(arguments: [false, true])
        func `three downloads are correct, and almost nothing is fetched twice`(
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

/// The short form of the kills of a background engine and its clients.
@Suite struct `A background engine that is killed repeatedly` {
    @Test func `every file is right, and every next start succeeds`() async throws {
        try await Turns.shared.take {
            let tally = try await measured {
                try await BackgroundEpisode(seed: 3).run(kills: 6)
            } until: {
                $0.isGood && $0.kills > 0 || !$0.wrongs.isEmpty
            }
            #expect(tally.isGood, "\(tally.line)")
            #expect(tally.kills > 0)
        }
    }
}

/// The short form of the program that disturbs downloads and compares their bytes.
@Suite struct `Repeated disturbances` {
    @Test(arguments: StressProtocol.allCases)
    func `every byte is correct under pauses, splits, limits and resets`(
        _ kind: StressProtocol
    ) async throws {
        try await Turns.shared.take {
            let report = try await StressTest.run(kind, runs: 6, seed: 1)
            #expect(report.isGood, "\(report.faults)")
            #expect(report.files >= report.runs && report.runs == 6)
        }
    }
}

/// The short form of the program that presses random keys and adds up every frame.
@Suite struct `Random keys` {
    @Test func `the fragments add up to the download in every frame`() async throws {
        try await Turns.shared.take {
            let report = try await FrameTest.run(seconds: 4, frames: 11, seed: 3)
            #expect(report.faults == [], "\(report.line)")
            #expect(report.frames > 10 && report.intents > 0, "\(report.line)")
        }
    }
}
