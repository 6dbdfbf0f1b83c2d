import NIOCore
import Synchronization

@testable import RemoteControl

/// A server on a free port of this machine, for the length of a test.
struct TestServer: Sendable {
    /// The lines of its log.
    final class Log: Sendable {
        private let text = Mutex<[String]>([])
        var lines: [String] { text.withLock { $0 } }
        func add(_ line: String) { text.withLock { $0.append(line) } }
    }

    let answerer: FakeAnswerer
    let log: Log
    let port: Int

    /// Runs a test with a server, which is stopped afterwards.
    static func run(
        hosts: [String] = [], origins: [String] = [], webFolder: String? = nil,
        limits: TransportLimits = patientLimits, host: String = "127.0.0.1",
        _ test: (TestServer) async throws -> Void
    ) async throws {
        var rules = TransportRules(address: ListenAddress(host: host, port: 0))
        rules.allow(hosts: hosts, origins: origins)
        rules.webFolder = webFolder
        let log = Log()
        let answerer = FakeAnswerer()
        let server = try await RemoteServer.start(rules, limits, answerer: answerer) {
            log.add($0)
        }
        do {
            try await test(TestServer(answerer: answerer, log: log, port: server.port ?? 0))
        } catch {
            answerer.release()
            await server.stop()
            throw error
        }
        answerer.release()
        await server.stop()
    }

    private init(answerer: FakeAnswerer, log: Log, port: Int) {
        (self.answerer, self.log, self.port) = (answerer, log, port)
    }

    /// Connects.
    func connect() async throws -> Wire { try await Wire(port) }

    /// Sends a single request on a connection of its own.
    func request(
        _ line: String, _ fields: [String] = ["Host: 127.0.0.1"], body: String? = nil
    ) async throws -> Wire.Response {
        var wire = try await connect()
        let response = try await wire.request(line, fields, body: body)
        await wire.close()
        return response
    }

    /// Waits until a condition holds; the time limit of the suite ends it.
    func wait(for condition: () -> Bool) async throws { try await Self.wait(for: condition) }

    /// Waits until a condition holds; the time limit of the suite ends it.
    static func wait(for condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Limits of time that no test reaches, even on a machine that stands still for a while.
    static let patientLimits: TransportLimits = {
        var limits = TransportLimits()
        limits.head = .minutes(10)
        limits.body = .minutes(10)
        limits.reply = .minutes(10)
        limits.drain = .minutes(10)
        limits.ping = .minutes(10)
        return limits
    }()
}
