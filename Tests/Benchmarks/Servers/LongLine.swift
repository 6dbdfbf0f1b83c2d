import Foundation
import Harness

/// Two network namespaces connected by a long line; `stop()` removes them.
final class LongLine {
    /// The reason why the line cannot be created.
    struct Unavailable: Error, CustomStringConvertible {
        let description: String
    }

    /// The server's address, in the block reserved for benchmarks (RFC 2544).
    let address = "198.18.0.1"
    private let names: [String]
    private let link: TalkingProcess

    /// Creates a line with a rate in bit/s, a one-way delay in seconds, and a fraction of lost
    /// packets.
    ///
    /// - Throws: `Unavailable` with what is missing.
    init(rate: Double, delay: Double, loss: Double) async throws {
        guard geteuid() == 0 else { throw Unavailable(description: "it needs root") }
        guard FileManager.default.isReadableFile(atPath: "/dev/net/tun") else {
            throw Unavailable(description: "there is no /dev/net/tun")
        }
        guard Tool.find("ip") != nil else {
            throw Unavailable(description: "there is no ip; run: apt-get install iproute2")
        }
        let tag = "pdl\(getpid() % 100_000)"
        names = [tag + "s", tag + "c"]
        do {
            link = try TalkingProcess(
                ["link", "--delay", "\(delay)", "--loss", "\(loss)", "--rate", "\(rate)"] + names)
            for (name, address) in zip(names, [address, "198.18.0.2"]) {
                try await ip("netns", "add", name)
                try await ip("link", "set", name, "netns", name)
                try await ip("-n", name, "link", "set", "lo", "up")
                try await ip("-n", name, "addr", "add", address + "/24", "dev", name)
                try await ip(
                    "-n", name, "link", "set", name, "mtu", "1500", "txqueuelen", "10000", "up")
                // Set per route, since a network namespace may not change the default; cubic is the
                // usual one.
                try await ip(
                    "-n", name, "route", "replace", "198.18.0.0/24", "dev", name, "congctl",
                    "cubic")
                // TCP metrics of one connection must not influence the next run.
                try await ip(
                    "netns", "exec", name, "sysctl", "-q", "-w",
                    "net.ipv4.tcp_no_metrics_save=1")
            }
        } catch let error as NotInTime {
            for name in names { try? await ip("netns", "del", name) }
            throw Unavailable(description: error.description)
        }
    }

    /// The command prefix for servers.
    var serverSide: [String] { ["ip", "netns", "exec", names[0]] }

    /// The command prefix for tools.
    var clientSide: [String] { ["ip", "netns", "exec", names[1]] }

    /// The process that forwards the packets.
    var processID: pid_t { link.processID }

    /// Removes the line and the namespaces.
    func stop() async throws {
        try link.stop()
        for name in names { try await ip("netns", "del", name) }
    }
}

/// Configures network namespaces.
private func ip(_ arguments: String...) async throws {
    let result = try await Program.run(["ip"] + arguments)
    guard result.exitCode == 0 else {
        throw NotInTime("ip \(arguments.joined(separator: " ")): \(result.errors)")
    }
}
