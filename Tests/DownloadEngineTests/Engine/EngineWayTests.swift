import DownloadCore
import FaultOrigin
import Testing

@testable import DownloadEngine

/// Options that decide how a connection leaves this machine.
@Suite struct `An engine and the way to a server` {
    @Test(arguments: [
        ("http://127.0.0.1:9/f", TransportOptions.AddressFamily.ipv6, "not an IPv6 address"),
        ("http://[::1]:9/f", .ipv4, "not an IPv4 address"),
    ])
    func `an address of another family than allowed is an error at once`(
        _ url: String, _ family: TransportOptions.AddressFamily, _ words: String
    ) async throws {
        let error = try await EngineRun.error(of: url) { $0.transport.addressFamily = family }
        #expect(error?.kind == .badURL && error?.cause.contains(words) ?? false)
    }

    @Test(arguments: ["socks4", "socks4a"])
    func `a proxy that reaches no IPv6 address is to blame`(_ scheme: String) async throws {
        let error = try await EngineRun.error(of: "http://[::1]:9/f") {
            $0.transport.proxy = "\(scheme)://127.0.0.1:9"
        }
        #expect(error?.cause.contains("use socks5") ?? false, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("127.0.0.1", "::1", "::1 cannot reach the IPv4 address 127.0.0.1; use an IPv4 address"),
        ("127.0.0.1", "host!::1", "host!::1 cannot reach the IPv4 address 127.0.0.1"),
        ("127.0.0.1", "::ffff:127.0.0.1", "cannot reach the IPv4 address 127.0.0.1"),
        ("[::1]", "127.0.0.1", "127.0.0.1 cannot reach the IPv6 address [::1]; use an IPv6"),
        ("127.0.0.1", "192.0.2.77", "192.0.2.77 is not an address of this machine; it has lo"),
        ("[::1]", "2001:db8::77", "2001:db8::77 is not an address of this machine"),
        ("[::1]", "fe80::77%lo", "fe80::77%lo is a link-local address; use the name of its"),
        ("127.0.0.1", "nope0", "this machine has no network interface nope0; it has lo"),
        ("name.invalid", "if!nope0", "this machine has no network interface if!nope0; it has lo"),
        ("127.0.0.1", "if!127.0.0.1", "this machine has no network interface if!127.0.0.1"),
        ("127.0.0.1", "a name", "this machine has no network interface a name; it has lo"),
        ("127.0.0.1", "host!lo", "host!lo is not an IP address (--interface)"),
        ("127.0.0.1", "host!name.invalid", "host!name.invalid is not an IP address"),
    ])
    func `an interface or local address that cannot reach a server is an error at once`(
        _ host: String, _ interface: String, _ words: String
    ) async throws {
        let error = try await EngineRun.error(of: "http://\(host):9/f") {
            $0.transport.interface = interface
        }
        #expect(error?.kind == .badURL && error?.cause.hasSuffix(" (--interface)") ?? false)
        #expect(error?.cause.contains(words) ?? false, "\(String(describing: error))")
    }

    @Test func `a proxy is what a local address must reach`() async throws {
        let error = try await EngineRun.error(of: "http://[::1]:9/f") {
            $0.transport.proxy = "socks5h://127.0.0.1:9"
            $0.transport.interface = "::1"
        }
        #expect(error?.cause.contains("::1 cannot reach the IPv4 address 127.0.0.1") ?? false)
        let other = try await EngineRun.error(of: "http://name.invalid/f") {
            $0.transport.addressFamily = .ipv4
            $0.transport.interface = "::1"
        }
        #expect(
            other?.cause
                == "::1 (--interface) is not an IPv4 address, and no other is allowed (--ip)")
    }

    @Test(arguments: ["127.0.0.1", "host!127.0.0.1", "127.0.0.9", "lo", "if!lo", ""])
    func `an interface or local address of this machine is used`(_ interface: String) async throws {
        let origin = try await FaultOrigin.start(body: .pattern(1_000))
        let run = try await EngineRun()
        let folder = TemporaryFolder()
        let id = try await run.add(origin.url(), to: folder.path) {
            $0.transport.interface = interface
        }
        try await run.wait(forEndOf: id)
        #expect(folder.holds(.pattern(1_000), as: "file.bin"))
        await run.stop()
        try await origin.stop()
    }
}
