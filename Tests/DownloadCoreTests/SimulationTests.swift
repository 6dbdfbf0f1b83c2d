import DownloadCore
import Testing

/// The results of 2,000 seeds are recorded in `Recorded/simulations.txt`: refactoring changes none
/// of them.
///
/// `RECORD_SIMULATIONS=1 swift test --filter SimulationTests` records them again, reports which
/// seeds changed, and fails. `SHOW_SIMULATION="mirrors 17"` prints a seed's transcript, to compare
/// it between two commits.
struct SimulationTests {
    @Test(arguments: Array(stride(from: 0, to: 1_200, by: 150)) as [UInt64])
    func `no server, disk or user makes a file wrong or hang`(
        first: UInt64
    ) {
        #expect(play(first..<(first + 150), .alone) <= 40)
    }

    @Test(arguments: Array(stride(from: 0, to: 800, by: 100)) as [UInt64])
    func `with any mirrors a file is correct or refused, never a mix`(
        first: UInt64
    ) {
        _ = play(first..<(first + 100), .mirrors)
    }

    @Test(.enabled(if: SimulationRecord.shown != nil, "a tool for reading a seed that has changed"))
    func `one seed is printed in detail`() throws {
        let (kind, seed) = try #require(SimulationRecord.shown)
        var simulation = kind.simulation(seed)
        simulation.transcript.keepLines()
        simulation.run()
        print(simulation.transcript.lines?.joined(separator: "\n") ?? "")
    }

    /// Runs a simulation per seed, reports defects, and returns the most requests without
    /// progress.
    private func play(_ seeds: Range<UInt64>, _ kind: SimulationRecord.Kind) -> Int {
        var failures = 0
        var most = 0
        var transcripts: [(seed: UInt64, transcript: SimulationTranscript)] = []
        for seed in seeds {
            var simulation = kind.simulation(seed)
            simulation.run()
            most = max(most, simulation.mostRequests)
            transcripts.append((seed, simulation.transcript))
            guard let defect = simulation.defect else { continue }
            failures += 1
            if failures <= 5 {
                let log = simulation.download.log.events.suffix(12).map {
                    "\n\($0.time) \($0.text)"
                }
                Issue.record(
                    "seed \(seed) after \(simulation.time) s: \(defect)\n\(simulation.servers)\(log.joined())"
                )
            }
        }
        #expect(failures == 0)
        compare(transcripts, kind)
        return most
    }

    private func compare(
        _ transcripts: [(seed: UInt64, transcript: SimulationTranscript)],
        _ kind: SimulationRecord.Kind
    ) {
        let changed = SimulationRecord.differences(kind, transcripts)
        guard let first = changed.first else { return }
        let effects = changed.count { $0.parts.contains("effects") }
        let log = changed.count { $0.parts.contains("log") }
        let hint =
            SimulationRecord.isRecording
            ? "recorded again"
            : "SHOW_SIMULATION=\"\(kind.rawValue) \(first.seed)\" prints what it does"
        Issue.record(
            """
            \(kind.rawValue): \(changed.count) of \(transcripts.count) seeds do not do what is \
            recorded (effects \(effects), log \(log)); the first is \(first.seed); \(hint)
            """)
    }
}
