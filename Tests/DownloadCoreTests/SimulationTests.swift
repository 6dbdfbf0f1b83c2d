import DownloadCore
import Testing

struct SimulationTests {
    /// A failing seed is printed; put it here alone to see it again.
    @Test(arguments: [0, 300, 600, 900] as [UInt64])
    func `whatever a server, a disk and a person do, no file is wrong and none hangs`(
        first: UInt64
    ) {
        var failures = 0
        var most = 0
        for seed in first..<(first + 300) {
            var simulation = Simulation(seed: seed)
            simulation.run()
            most = max(most, simulation.mostRequests)
            guard let defect = simulation.defect else { continue }
            failures += 1
            if failures <= 5 {
                let log = simulation.download.events.suffix(12).map { "\n\($0.time) \($0.text)" }
                Issue.record(
                    "seed \(seed) after \(simulation.time) s: \(defect)\n\(simulation.server)\(log.joined())"
                )
            }
        }
        #expect(failures == 0)
        #expect(most <= 40)
    }
}
