import DownloadEngine
import FaultOrigin
import Foundation
import Harness

/// Three files on throttled servers, and the home of the program that downloads them.
final class SoakSite {
    /// The names of the files.
    static let names = ["one.bin", "two.bin", "three.bin"]
    private static let size: Int64 = 4 << 20
    /// The rate of a connection in bytes per second while kills are pending.
    private static let slow: Int64 = 48 << 10
    private static let fast: Int64 = 4 << 20

    let home: Home
    private let origins: [FaultOrigin]
    private let bodies: [Body]

    /// Starts the servers.
    init(seed: UInt64) async throws {
        home = try Home()
        var origins: [FaultOrigin] = []
        var bodies: [Body] = []
        for number in 0..<Self.names.count {
            let body = Body.pattern(
                Self.size + Int64(number) * 1_111, seed: seed + UInt64(number))
            bodies.append(body)
            origins.append(try await FaultOrigin.start(body: body, .throttle(Self.slow)))
        }
        self.origins = origins
        self.bodies = bodies
    }

    /// Stops the servers.
    func stop() async {
        for origin in origins { try? await origin.stop() }
    }

    /// Lifts the throttle.
    func hurry() {
        for origin in origins { origin.misbehave(.throttle(Self.fast)) }
    }

    /// Whether all files have finished.
    var isOver: Bool { Self.names.allSatisfy(home.finished.contains) }

    /// The URLs of all files.
    var urls: [String] {
        zip(Self.names, origins).map { name, origin in origin.url("/" + name) }
    }

    /// The URLs of the files that have not finished.
    var unfinishedURLs: [String] {
        let finished = home.finished
        return zip(Self.names, urls).filter { !finished.contains($0.0) }.map(\.1)
    }

    /// The bytes that would not be downloaded again, according to the part files.
    var kept: Int64 {
        zip(Self.names, bodies).reduce(0) { sum, file in
            let (name, body) = file
            if home.finished.contains(name) { return sum + body.count }
            return sum + PartFile.covered(atPath: home.path(name + ".part"))
        }
    }

    /// The bytes that the servers have sent.
    var served: Int64 { origins.reduce(0) { $0 + $1.bytesServed } }

    /// Has the servers send nothing more on open connections, and returns the bytes that a stopped
    /// client has not read.
    ///
    /// They are lost with any process, and no program can know of them.
    func unreadBytes() async throws -> Int64 {
        for origin in origins { origin.fallSilent() }
        let ports = Set(origins.map(\.port))
        var (held, looks): (Int64, Int) = (-1, 0)
        try await wait(for: "the last deliveries") {
            let now = TCPTable().rows.reduce(0) { sum, row in
                sum + (ports.contains(row.remotePort) ? row.unread : 0)
                    + (ports.contains(row.port) ? row.unsent : 0)
            }
            looks = now == held ? looks + 1 : 0
            held = now
            // Longer than an acknowledgement takes.
            return looks == 5
        }
        return held
    }

    /// Waits until no connection is open, so that every byte is counted.
    func quiet() async throws {
        try await wait(for: "end of all traffic") {
            origins.allSatisfy { $0.openConnections == 0 }
        }
    }

    /// Compares the files, and records what is wrong with them.
    func check(_ tally: inout Tally) {
        for (name, body) in zip(Self.names, bodies) {
            let isRight = (try? body.isContent(ofFile: home.path(name))) ?? false
            if !isRight { tally.wrongs.append("\(name) is not right") }
        }
        let others = Set(home.finished + home.unfinished).subtracting(Self.names)
        if !others.isEmpty {
            tally.wrongs.append("there is also \(others.sorted().joined(separator: ", "))")
        }
        tally.twice = served - bodies.reduce(0) { $0 + $1.count }
    }
}
