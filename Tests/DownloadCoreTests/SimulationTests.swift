import DownloadCore
import Testing

/// A failing seed is printed; put it here alone to see it again.
struct SimulationTests {
    @Test(arguments: [0, 300, 600, 900] as [UInt64])
    func `whatever a server, a disk and a person do, no file is wrong and none hangs`(
        first: UInt64
    ) {
        #expect(play(first..<(first + 300)) { Simulation(seed: $0) } <= 40)
    }

    @Test(arguments: [0, 300, 600, 900] as [UInt64])
    func `whatever mirrors fail or lie, a file is right or refused, and never a mix`(
        first: UInt64
    ) {
        _ = play(first..<(first + 150)) { Simulation(withMirrors: $0) }
    }

    /// Plays a simulation for each seed, records what went wrong, and returns the most requests that
    /// brought nothing.
    private func play(_ seeds: Range<UInt64>, _ make: (UInt64) -> Simulation) -> Int {
        var failures = 0
        var most = 0
        for seed in seeds {
            var simulation = make(seed)
            simulation.run()
            most = max(most, simulation.mostRequests)
            guard let defect = simulation.defect else { continue }
            failures += 1
            if failures <= 5 {
                let log = simulation.download.events.suffix(12).map { "\n\($0.time) \($0.text)" }
                Issue.record(
                    "seed \(seed) after \(simulation.time) s: \(defect)\n\(simulation.servers)\(log.joined())"
                )
            }
        }
        #expect(failures == 0)
        return most
    }
}
