import ArgumentParser
import FaultOrigin
import Harness

/// A large file over TLS.
struct Https: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "One file of 1 GiB over the loopback with TLS, from nginx.")

    @OptionGroup var options: RaceOptions

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        let body = Body.pattern(options.size?.bytes ?? 1 << 30)
        let certificate = try await Certificate()
        var setup = Nginx.Setup.fast
        setup.certificate = (certificate.chain, certificate.key)
        let nginx = try await Nginx(setup)
        try body.write(toFile: nginx.path("file.bin"))
        let server = NginxServer(nginx: nginx)
        let yardsticks = Yardstick.tools(size: body.count)
        let race = Race(
            name: "https", title: "https: \(ByteText.size(body.count)), nginx, TLS",
            limit: .yardstick, bytes: body.count, yardsticks: yardsticks.map(\.name))
        try report(
            try await bench.run(
                race, body: body, tools: yardsticks + bench.tools,
                authority: certificate.authority
            ) { _ in (server, true) })
    }
}
