import ArgumentParser
import FaultOrigin

/// A server on which some connections stall.
struct Stall: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "4 MiB/s for each connection, every 8th falls silent after 2 MiB.")

    @OptionGroup var options: RaceOptions

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let rate: Int64 = 4 << 20
        let size = options.size?.bytes ?? 256 << 20
        let setup = OriginSetup(
            size: size, bytesPerSecond: rate,
            silent: OriginSetup.Some(every: 8, bytes: size / 128))
        let race = Race(
            name: "stall",
            title: "stall: \(ByteText.size(size)), 4 MiB/s a connection, every 8th silent after "
                + ByteText.size(size / 128),
            limit: .connections(options.connections, rate: rate, size: size), bytes: size)
        try report(
            try await bench.run(
                race, setup: setup, need: .hard, tools: bench.several))
    }
}
