import ArgumentParser
import FaultOrigin

/// Breaking connections and refused requests.
struct Flaky: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Connections reset or cut after 0.25 to 4 MiB; 503 for a fifth of the requests.")

    @OptionGroup var options: RaceOptions

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let rate: Int64 = 4 << 20
        let size = options.size?.bytes ?? 128 << 20
        let ends = { OriginSetup.Ends(from: size / 512, to: size / 32, resets: $0) }
        let words = "after \(ByteText.size(size / 512)) to \(ByteText.size(size / 32))"
        let plain = OriginSetup(size: size, bytesPerSecond: rate)
        var (reset, cut, refused) = (plain, plain, plain)
        reset.ends = ends(true)
        cut.ends = ends(false)
        refused.refused = 0.2
        for (name, what, need, setup) in [
            ("flaky, reset", "connections reset \(words)", Job.Need.hard, reset),
            ("flaky, cut", "connections closed \(words)", .hard, cut),
            ("flaky, 503", "503 for a fifth of the requests", .busy, refused),
        ] {
            let race = Race(
                name: name, title: "flaky: \(ByteText.size(size)), 4 MiB/s a connection, \(what)",
                limit: .connections(options.connections, rate: rate, size: size), bytes: size)
            try report(
                try await bench.run(
                    race, setup: setup, need: need, tools: bench.several))
        }
    }
}
