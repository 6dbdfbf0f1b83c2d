import ArgumentParser
import FaultOrigin

/// A server that gives each connection its share and no more.
struct Limited: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "4 MiB/s for each connection, whatever it asks for.")

    @OptionGroup var options: RaceOptions

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let rate: Int64 = 4 << 20
        let setup = OriginSetup(size: options.size?.bytes ?? 256 << 20, bytesPerSecond: rate)
        let race = Race(
            name: "limited", title: "limited: \(ByteText.size(setup.size)), 4 MiB/s a connection",
            limit: .connections(options.connections, rate: rate, size: setup.size),
            bytes: setup.size)
        try report(try await bench.run(race, setup: setup, tools: bench.several))
    }
}

extension Limit {
    /// What so many connections of a rate can do.
    static func connections(_ count: Int, rate: Int64, size: Int64) -> Limit {
        .rates(
            Double(size) / Double(rate * Int64(count)),
            "\(count) connections of \(ByteText.size(rate))/s")
    }
}
