import ArgumentParser
import FaultOrigin
import Harness

/// A large file over the loopback, which shows the cost of the engine itself.
struct Loopback: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "One file of 2 GiB over the loopback, from nginx.")

    @OptionGroup var options: RaceOptions

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let body = Body.pattern(options.size?.bytes ?? 2 << 30)
        let nginx = try await Nginx(.fast)
        try body.write(toFile: nginx.path("file.bin"))
        let server = NginxServer(nginx: nginx)
        let yardsticks = Yardstick.tools(size: body.count)
        let race = Race(
            name: "loopback", title: "loopback: \(ByteText.size(body.count)), nginx",
            limit: .yardstick, bytes: body.count, yardsticks: yardsticks.map(\.name))
        try report(
            try await bench.run(race, body: body, tools: yardsticks + bench.tools) { _ in
                (server, true)
            })
    }
}

extension Nginx.Setup {
    /// An nginx configured for maximum speed.
    static var fast: Nginx.Setup {
        var setup = Nginx.Setup()
        setup.lines = [
            "tcp_nopush on;", "keepalive_requests 1000000;", "open_file_cache max=4000;",
        ]
        return setup
    }
}
