import ArgumentParser
import FaultOrigin
import Harness

/// nginx's own limit, which applies per request and permits a burst of one second.
struct LimitRate: RaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit_rate", abstract: "nginx with limit_rate 4m.")

    @OptionGroup var options: RaceOptions

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let rate = 4 << 20
        let body = Body.pattern(options.size?.bytes ?? 256 << 20)
        var setup = Nginx.Setup.fast
        setup.bytesPerSecond = rate
        let nginx = try await Nginx(setup)
        try body.write(toFile: nginx.path("file.bin"))
        let server = NginxServer(nginx: nginx)
        let race = Race(
            name: "limit_rate",
            title: "limit_rate: \(ByteText.size(body.count)), nginx with limit_rate 4m",
            limit: .connections(options.connections, rate: Int64(rate), size: body.count),
            bytes: body.count)
        try report(
            try await bench.run(race, body: body, tools: bench.several) { _ in (server, true) })
    }
}
