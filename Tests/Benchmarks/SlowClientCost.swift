import Foundation
import Harness

/// Measures what slow clients of the RPC cost a running download.
struct SlowClientCost {
    /// The path of the program.
    let program: String
    /// The size of the file.
    let bytes: Int64

    /// As many as the RPC accepts.
    private static let clients = 64

    /// The cost of one download.
    private struct Cost {
        var seconds: Double
        var processor: Double
        var mebibytes: Double
    }

    /// Prints the cost of a download alone, and with slow clients.
    func report() async throws {
        print("\n\(bytes >> 20) MiB, and \(Self.clients) slow clients of the RPC")
        let alone = try await download()
        let beside = try await download(besides: Self.clients)
        note("a download alone", alone.seconds, "s")
        note("the same beside slow clients", beside.seconds, "s", aim: "the same")
        note("processor time alone", alone.processor, "s")
        note("the same beside slow clients", beside.processor, "s", aim: "the same")
        note(
            "more resident memory", beside.mebibytes - alone.mebibytes, "MiB",
            aim: "under 16")
    }

    private func download(besides clients: Int = 0) async throws -> Cost {
        let origin = try OriginProcess(OriginSetup(size: bytes))
        let (home, port) = (try Home(), try Port.free())
        try "[rpc]\nlisten = \"127.0.0.1:\(port)\"\n".write(
            toFile: try home.folder.folder("config/pdl-tui") + "/config.toml",
            atomically: true, encoding: .utf8)
        let daemon = try Program(
            [program, "daemon"], environment: home.environment, directory: home.downloads)
        try await wait(for: "the RPC", state: { daemon.errors }) { Port.isOpen(port) }
        let slow = try (0..<clients).map { try SlowClient(port, readsNothing: $0 % 2 == 0) }
        let dripping = Task {
            while !Task.isCancelled {
                for client in slow { client.drip() }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        defer { dripping.cancel() }
        let (start, before) = (ContinuousClock.now, ProcessUse.seconds(of: daemon.processID))
        let added = try await Program.run(
            [program, "add", origin.url("file.bin")], environment: home.environment,
            directory: home.downloads)
        guard added.exitCode == 0 else { throw NotInTime(added.errors) }
        try await wait(for: "the file") { home.finished == ["file.bin"] }
        let cost = Cost(
            seconds: (ContinuousClock.now - start) / .seconds(1),
            processor: ProcessUse.seconds(of: daemon.processID) - before,
            mebibytes: Double(ProcessUse.peakKiB(of: daemon.processID)) / 1024)
        daemon.signal(SIGTERM)
        _ = try await daemon.result()
        try origin.stop()
        return cost
    }
}
