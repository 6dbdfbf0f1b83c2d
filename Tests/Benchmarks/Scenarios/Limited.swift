import ArgumentParser
import FaultOrigin

/// A server with a rate limit per connection.
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
    /// Returns the bound for `count` connections of this rate.
    static func connections(_ count: Int, rate: Int64, size: Int64) -> Limit {
        .rates(
            Double(size) / Double(rate * Int64(count)),
            "\(count) connections of \(ByteText.size(rate))/s")
    }
}
