import ArgumentParser
import FaultOrigin

/// A server on which some connections are slow.
struct Uneven: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "4 MiB/s for each connection, every 4th 10 times slower.")

    @OptionGroup var options: RaceOptions

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let rate: Int64 = 4 << 20
        let size = options.size?.bytes ?? 256 << 20
        let setup = OriginSetup(
            size: size, bytesPerSecond: rate, slow: OriginSetup.Some(every: 4, bytes: rate / 10))
        let slow = options.connections / 4
        let all = Int64(options.connections - slow) * rate + Int64(slow) * (rate / 10)
        let race = Race(
            name: "uneven",
            title: "uneven: \(ByteText.size(size)), 4 MiB/s a connection, every 4th 0.4 MiB/s",
            limit: .rates(
                Double(size) / Double(all),
                "all connections busy to the end; fewer if slow ones are replaced"),
            bytes: size)
        try report(try await bench.run(race, setup: setup, tools: bench.several))
    }
}
