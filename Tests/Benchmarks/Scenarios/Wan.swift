import ArgumentParser
import FaultOrigin
import Harness

/// A distant server.
struct Wan: RaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "400 Mbit/s and 80 ms, without and with lost packets (root).")

    @OptionGroup var options: RaceOptions

    @Option(help: "Percent of the packets lost, repeatable; otherwise 0, 0.1 and 0.5 in turn.")
    var loss: [Double] = [0, 0.1, 0.5]

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        for percent in loss {
            // With losses the line is not full, so a smaller file takes as long.
            let size: Int64 = percent == 0 ? 256 << 20 : percent < 0.5 ? 128 << 20 : 64 << 20
            let words = percent == 0 ? "no loss" : "\(percent) % loss"
            let body = Body.pattern(options.size?.bytes ?? size)
            let yardsticks = [16, 64].map { Yardstick.tool(size: body.count, ranges: $0) }
            let race = Race(
                name: "wan, \(words)",
                title: "wan: \(ByteText.size(body.count)), 400 Mbit/s, 80 ms, \(words)",
                limit: .rates(
                    LongLine.seconds(body.count) + 0.16, "the line, after two round trips"),
                bytes: body.count, yardsticks: yardsticks.map(\.name))
            try await bench.onLongLine(race.name, loss: percent / 100) { line, nginx in
                try body.write(toFile: nginx.path("file.bin"))
                let server = NginxServer(nginx: nginx, others: [line.processID])
                // A single connection with packet loss takes minutes.
                let tools = percent > 0 ? bench.several : bench.tools
                try report(
                    try await bench.run(
                        race, body: body, tools: yardsticks + tools, seconds: 40
                    ) { _ in (server, true) })
            }
        }
    }
}

/// Many small files on a distant server.
struct ManyWan: RaceCommand {
    static let configuration = CommandConfiguration(
        commandName: "many_wan",
        abstract: "1,000 files of 64 KiB, 400 Mbit/s and 80 ms away (root).")

    @OptionGroup var options: RaceOptions

    @Option(help: "How many files.")
    var count = 1_000

    func run(_ bench: Bench, report: (Race) throws -> Void) async throws {
        try await bench.onLongLine("many_wan", loss: 0) { line, nginx in
            let files = try ManyFiles(count: count, size: options.size?.bytes ?? 64 << 10, nginx)
            let trips = Double((count + options.connections - 1) / options.connections)
            let race = Race(
                name: "many_wan", title: "many_wan: \(files.words), 400 Mbit/s, 80 ms",
                limit: .rates(
                    max(LongLine.seconds(files.bytes), trips * 0.08) + 0.16,
                    "a round trip for each file of each of \(options.connections) connections"),
                bytes: files.bytes, yardsticks: [Yardstick.files.name])
            let server = NginxServer(nginx: nginx, others: [line.processID])
            try report(try await bench.run(race, files, server: server))
        }
    }
}

extension LongLine {
    /// Returns the transfer time: 1,448 of the 1,500 bytes of a packet are content.
    fileprivate static func seconds(_ bytes: Int64) -> Double {
        Double(bytes) * 8 / (4e8 * 1_448 / 1_500)
    }
}

extension Bench {
    /// Runs `work` with an nginx at the far end of a long line, or reports why that is impossible.
    fileprivate func onLongLine(
        _ name: String, loss: Double, _ work: (LongLine, Nginx) async throws -> Void
    ) async throws {
        let line: LongLine
        do {
            line = try await LongLine(rate: 4e8, delay: 0.04, loss: loss)
        } catch let error as LongLine.Unavailable {
            print("\n\(name): left out, because here is no line: \(error)")
            return
        }
        inside = line.clientSide
        defer { inside = [] }
        do {
            var setup = Nginx.Setup.fast
            setup.address = line.address
            setup.inside = line.serverSide
            let nginx = try await Nginx(setup)
            try await work(line, nginx)
            try await nginx.kill()
        } catch {
            try await line.stop()
            throw error
        }
        try await line.stop()
    }
}
