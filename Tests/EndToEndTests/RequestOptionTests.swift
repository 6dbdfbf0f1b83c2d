import DownloadEngine
import FaultOrigin
import Foundation
import Harness
import Testing

/// The effects of request options on the wire.
@Suite struct `Request options` {
    @Test func `header lines, user agent and referer are in every request`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(400_000))
            let home = try Home()
            let result = try await home.get(
                "-n", "4", "-H", "X-One: 1", "-H", "Accept-Language: de", "-A", "me/1", "--referer",
                "https://example.org/", origin.url())
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(Set(origin.values(of: "x-one")) == ["1"])
            #expect(Set(origin.values(of: "accept-language")) == ["de"])
            #expect(Set(origin.values(of: "user-agent")) == ["me/1"])
            #expect(Set(origin.values(of: "referer")) == ["https://example.org/"])
            try await origin.stop()
        }
    }

    @Test func `without options the user agent is plain`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let result = try await Home().get("-n", "1", origin.url())
            #expect(result.exitCode == 0, "\(result.errors)")
            let names = origin.log.flatMap { $0.request.fields.map { $0.name.lowercased() } }
            #expect(
                Set(names) == ["host", "user-agent", "accept", "accept-encoding", "range"],
                "\(names)")
            let agents = Set(origin.values(of: "user-agent"))
            #expect(agents == ["pdl-tui/\(EngineConfiguration.version)"])
            try await origin.stop()
        }
    }

    @Test func `cookies of a Netscape file are sent to their host only`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let file = try home.write(
                "cookies.txt",
                """
                # Netscape HTTP Cookie File
                127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\tabc
                example.org\tFALSE\t/\tFALSE\t0\tother\txyz

                """)
            let result = try await home.get("--cookies", file, origin.url())
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(Set(origin.values(of: "cookie")) == ["session=abc"])
            try await origin.stop()
        }
    }

    /// An origin that requires the field `Authorization` to start with this.
    private func guarded(_ authorization: String) async throws -> FaultOrigin {
        try await FaultOrigin.start(
            body: .pattern(1000),
            .when(
                Condition { $0.field("authorization")?.hasPrefix(authorization) != true },
                .status(401), .fields(Field("WWW-Authenticate", "Basic realm=\"r\""))))
    }

    @Test func `Basic: a name and password from the option, from .netrc, from the URL`()
        async throws
    {
        try await Turns.shared.take {
            let code = Data("me:se:cret".utf8).base64EncodedString()
            let origin = try await guarded("Basic \(code)")
            let home = try Home()
            let refused = try await home.get(origin.url())
            #expect(refused.exitCode == 1 && refused.errors.contains("401"), "\(refused.errors)")
            let result = try await home.get("--user", "me:se:cret", origin.url("/a"))
            #expect(result.exitCode == 0, "\(result.errors)")
            _ = try home.write(".netrc", "machine 127.0.0.1 login me password se:cret\n")
            #expect(try await home.get(origin.url("/b")).exitCode == 1)
            let netrc = try await home.get("--netrc", origin.url("/c"))
            #expect(netrc.exitCode == 0, "\(netrc.errors)")
            _ = try home.write(".netrc", "\u{FEFF}machine 127.0.0.1 login me password se:cret\n")
            let marked = try await home.get("--netrc", origin.url("/m"))
            #expect(marked.exitCode == 0, "\(marked.errors)")
            let inURL = origin.url("/d").replacing("http://", with: "http://me:se%3Acret@")
            let url = try await home.get("-v", inURL)
            #expect(url.exitCode == 0, "\(url.errors)")
            #expect(!url.errors.contains("cret"), "\(url.errors)")
            try await origin.stop()
        }
    }

    @Test func `a bearer token, and not to another host`() async throws {
        try await Turns.shared.take {
            let other = try await FaultOrigin.start(body: .pattern(1000))
            let origin = try await guarded("Bearer t0k")
            let result = try await Home().get("--bearer", "t0k", origin.url())
            #expect(result.exitCode == 0, "\(result.errors)")
            origin.misbehave(.redirect(to: other.url(host: "localhost")))
            let redirected = try await Home().get("--bearer", "t0k", origin.url())
            #expect(redirected.exitCode == 0, "\(redirected.errors)")
            #expect(Set(other.values(of: "authorization")) == [nil])
            try await origin.stop()
            try await other.stop()
        }
    }

    @Test(arguments: ["option", "http_proxy", "PDL_PROXY", "host section"])
    func `a proxy gets the request for another host`(_ way: String) async throws {
        try await Turns.shared.take {
            let proxy = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let address = proxy.url("")
            let config = try home.write(
                "some.toml", "[host.\"files.invalid\"]\nproxy = \"\(address)\"\n")
            let url = "http://files.invalid/file.bin"
            let result =
                switch way {
                case "option":
                    try await home.get(
                        "--proxy", address, url, environment: ["NO_PROXY": "", "no_proxy": ""])
                case "host section":
                    try await home.get(
                        "--config", config, url, environment: ["NO_PROXY": "", "no_proxy": ""])
                default:
                    try await home.get(
                        url, environment: ["NO_PROXY": "", "no_proxy": "", way: address])
                }
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(Set(proxy.log.map(\.request.target)) == [url])
            #expect(home.finished == ["file.bin"])
            try await proxy.stop()
        }
    }

    @Test func `the section of a host applies to that host only`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(2 << 20), .throttle(1 << 20))
            let home = try Home()
            let config = try home.write(
                "some.toml",
                """
                [host."127.0.0.1"]
                connections = 2
                headers = ["X-Key: k"]
                user-agent = "for-host"

                """)
            let most = try await measured {
                let before = origin.log.count
                let result = try await Home().get("--config", config, "-n", "8", origin.url())
                #expect(result.exitCode == 0, "\(result.errors)")
                return origin.log.dropFirst(before).map(\.request.answersUnderWay).max() ?? 0
            } until: {
                $0 <= 2
            }
            #expect(most <= 2)
            #expect(Set(origin.values(of: "x-key")) == ["k"])
            #expect(Set(origin.values(of: "user-agent")) == ["for-host"])
            let before = origin.log.count
            let other = try await home.get(
                "--config", config, origin.url("/other", host: "localhost"))
            #expect(other.exitCode == 0, "\(other.errors)")
            #expect(Set(origin.values(of: "x-key").dropFirst(before)) == [nil])
            try await origin.stop()
        }
    }

    @Test func `the default configuration applies, but not with --no-config`()
        async throws
    {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let folder = try home.folder.folder("config/pdl-tui")
            try "[request]\nuser-agent = \"from-the-file\"\n".write(
                toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
            for (arguments, isRead) in [([], true), (["--no-config"], false)] {
                let before = origin.log.count
                let result = try await home.get(arguments + [origin.url()])
                #expect(result.exitCode == 0, "\(result.errors)")
                let agents = origin.values(of: "user-agent").dropFirst(before)
                #expect(!agents.isEmpty)
                #expect(agents.allSatisfy { ($0 == "from-the-file") == isRead }, "\(agents)")
            }
            try await origin.stop()
        }
    }

    @Test
    func `options override the host's section, which overrides the rest`()
        async throws
    {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let home = try Home()
            let config = try home.write(
                "some.toml",
                """
                [request]
                user-agent = "for-all"
                headers = ["X-One: all", "X-Two: all"]
                proxy = "http://127.0.0.1:1"
                [host."127.0.0.1"]
                user-agent = "for-host"
                headers = ["x-one: host"]
                proxy = ""

                """)
            for (arguments, agent, one) in [
                ([], "for-host", "host"),
                (["-A", "for-run", "-H", "X-One: run"], "for-run", "run"),
            ] {
                let before = origin.log.count
                let result = try await home.get(arguments + ["--config", config, origin.url()])
                #expect(result.exitCode == 0, "\(result.errors)")
                #expect(Set(origin.values(of: "user-agent").dropFirst(before)) == [agent])
                #expect(Set(origin.values(of: "x-one").dropFirst(before)) == [one])
                #expect(Set(origin.values(of: "x-two").dropFirst(before)) == ["all"])
            }
            let other = try await home.get(
                "--config", config, "--proxy", "", origin.url(host: "localhost"))
            #expect(other.exitCode == 0, "\(other.errors)")
            #expect(origin.values(of: "user-agent").last == "for-all")
            try await origin.stop()
        }
    }

    @Test func `the address family and the interface are as given`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let url = origin.url("/a", host: "localhost")
            let fourth = try await Home().get("--ip", "ipv4", "--interface", "lo", url)
            #expect(fourth.exitCode == 0, "\(fourth.errors)")
            let requests = origin.log.count
            // The origin listens on IPv4 only; 192.0.2.1 (RFC 5737) is unassigned.
            let sixth = try await Home().get("--retries", "0", "--ip", "ipv6", url)
            #expect(sixth.exitCode == 1)
            for interface in ["192.0.2.1", "::1", "nope0"] {
                let result = try await Home().get("--interface", interface, origin.url())
                #expect(result.exitCode == 1 && result.errors.contains(interface))
                #expect(result.errors.contains("(--interface)"), "\(result.errors)")
                #expect(!result.errors.contains("retry"), "\(result.errors)")
            }
            for unusable in ["if!", "ifhost!lo!127.0.0.1"] {
                #expect(try await Home().get("--interface", unusable, url).exitCode == 64)
            }
            #expect(origin.log.count == requests)
            try await origin.stop()
        }
    }
}
