import ArgumentParser
import FaultOrigin

/// A server that sends shorter ranges than requested.
struct Capped: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "No 206 above 1 MiB, whatever is asked for; 503 beyond 8 connections.")

    @OptionGroup var options: RaceOptions

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let rate: Int64 = 4 << 20
        let size = options.size?.bytes ?? 32 << 20
        let connections = min(8, options.connections)
        let setup = OriginSetup(
            size: size, bytesPerSecond: rate, rangeCap: size / 32, ceiling: connections)
        let race = Race(
            name: "capped",
            title: "capped: \(ByteText.size(size)), 4 MiB/s a connection, \(connections) of them, "
                + "no answer above \(ByteText.size(size / 32))",
            limit: .connections(connections, rate: rate, size: size), bytes: size)
        try report(
            try await bench.run(
                race, setup: setup, need: .hard, tools: bench.several, connections: connections))
    }
}
