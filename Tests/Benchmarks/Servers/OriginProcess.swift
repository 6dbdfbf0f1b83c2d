import ArgumentParser
import FaultOrigin
import Foundation
import Harness

/// A scripted origin in a separate process, so that its cost is not attributed to a tool.
final class OriginProcess: Server {
    private let process: TalkingProcess
    private let port: Int

    /// Starts an origin.
    init(_ setup: OriginSetup) throws {
        let text = String(decoding: try JSONEncoder().encode(setup), as: UTF8.self)
        process = try TalkingProcess(["origin", text])
        guard let port = Int(process.greeting) else { throw NotInTime("no port of the origin") }
        self.port = port
    }

    func url(_ name: String) -> String { "http://127.0.0.1:\(port)/\(name)" }

    var processIDs: [pid_t] { [process.processID] }

    func tally() throws -> Tally {
        try JSONDecoder().decode(Tally.self, from: Data(try process.ask().utf8))
    }

    func stop() throws { try process.stop() }
}

/// Serves a scripted origin: prints its port, then its counters for each line of input until EOF.
struct ServeOrigin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "origin", abstract: "Serves for another command.", shouldDisplay: false)

    @Argument(help: "The setup as JSON.")
    var setup: String

    func run() async throws {
        let setup = try JSONDecoder().decode(OriginSetup.self, from: Data(setup.utf8))
        let origin = try await FaultOrigin.start(Resource(setup.body), faults: setup.faults)
        print(origin.port)
        fflush(nil)
        while readLine() != nil {
            await origin.settle()
            let log = origin.log
            var tally = Tally(sent: origin.bytesServed, requests: log.count)
            for entry in log { tally.statuses[entry.status, default: 0] += 1 }
            tally.connections = Set(log.map(\.request.connection)).count
            print(String(decoding: try JSONEncoder().encode(tally), as: UTF8.self))
            fflush(nil)
        }
    }
}
