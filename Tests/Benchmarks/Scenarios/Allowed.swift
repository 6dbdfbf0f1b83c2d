import ArgumentParser
import FaultOrigin

/// A server that allows fewer connections than tools use by default.
struct Allowed: RaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "allowed-4", abstract: "503 for every request beyond 4 at a time.")

    @OptionGroup var options: RaceOptions

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let rate: Int64 = 4 << 20
        let size = options.size?.bytes ?? 32 << 20
        let setup = OriginSetup(size: size, bytesPerSecond: rate, ceiling: 4)
        let race = Race(
            name: "allowed-4",
            title: "allowed-4: \(ByteText.size(size)), 4 MiB/s a connection, "
                + "\(options.connections) asked for, 503 beyond 4",
            limit: .connections(4, rate: rate, size: size), bytes: size)
        try report(
            try await bench.run(
                race, setup: setup, need: .busy, tools: bench.several))
    }
}
