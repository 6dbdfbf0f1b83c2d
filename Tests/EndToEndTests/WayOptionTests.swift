import FaultOrigin
import Foundation
import Harness
import Testing

/// Options about the network path and the identity, with real servers.
@Suite struct `Network options` {
    private static let noExceptions = ["NO_PROXY": "", "no_proxy": ""]

    /// nginx with TLS, and with a file of this length as `/large.bin`.
    private func secureNginx(
        _ certificates: Certificates, _ lines: String = "", holding length: Int = 0
    ) async throws -> Daemon {
        try await Daemon.nginx(
            """
            listen 127.0.0.1:PORT ssl http2;
            ssl_certificate \(certificates.server.certificate);
            ssl_certificate_key \(certificates.server.key);
            \(lines)
            """, logging: "$server_protocol $status $ssl_client_s_dn",
            files: ["large.bin": String(repeating: "x", count: length)])
    }

    @Test func `a server without TLS behind https is reported in plain words`() async throws {
        try await Turns.shared.take {
            let nginx = try await Nginx()
            let result = try await Home().get(
                "--retries", "0", "https" + nginx.url("file.bin").dropFirst(4))
            #expect(result.exitCode == 1)
            #expect(
                result.errors.contains("does not support TLS; try http://"),
                "\(result.errors)")
        }
    }

    @Test func `certificates are verified, by --cacert if given, unless --insecure`()
        async throws
    {
        try await Turns.shared.take {
            let certificates = try await Certificates()
            let nginx = try await secureNginx(certificates)
            let url = "https://127.0.0.1:\(nginx.port)/file.bin"
            let refused = try await Home().get("--retries", "0", url)
            #expect(refused.exitCode == 1 && nginx.log.isEmpty)
            #expect(refused.errors.contains("certificate"), "\(refused.errors)")
            let trusting = try await Home().get("--cacert", certificates.authority, url)
            #expect(trusting.exitCode == 0, "\(trusting.errors)")
            #expect(!trusting.errors.contains("not checked"))
            let careless = try await Home().get("--insecure", url)
            #expect(careless.exitCode == 0, "\(careless.errors)")
            #expect(careless.errors.contains("certificates are not checked"), "\(careless.errors)")
            let interface = try await Interface(["--insecure", url], home: Home())
            try await interface.terminal.wait(forText: "1 done")
            for (columns, rows, words) in [
                (130, 30, "certificates not checked"), (40, 10, "insecure"),
            ] {
                try await interface.terminal.resize(columns: columns, rows: rows)
                try await interface.terminal.wait(for: words) { $0.rows[0].contains(words) }
            }
            #expect(try await interface.quit() == 0)
            try await nginx.stop()
        }
    }

    @Test func `unverified certificates are still marked after a restart`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1 << 20))
            origin.hold(after: 1000)
            let home = try Home()
            let first = try await Interface(["--insecure", origin.url()], home: home)
            try await first.terminal.wait(forText: "1 active")
            try await first.terminal.press("p")
            try await first.terminal.wait(forText: "1 paused")
            #expect(try await first.quit() == 0)
            let second = try await Interface([], home: home)
            try await second.terminal.wait(for: "the mark") {
                $0.contains("1 paused") && $0.rows[0].contains("insecure")
            }
            #expect(try await second.quit() == 0)
            try await origin.stop()
        }
    }

    @Test func `a stalled HTTP/2 connection is replaced`() async throws {
        try await Turns.shared.take {
            let certificates = try await Certificates()
            let nginx = try await secureNginx(certificates, holding: 2 << 20)
            // While this process stands still, every connection through the relay is stalled.
            let result = try await measured {
                let relay = try await Relay.start(to: nginx.port, firstLimit: 100_000)
                let home = try Home()
                let result = try await home.get(
                    "-n", "2", "--http", "http2", "--timeout", "1", "--cacert",
                    certificates.authority, "https://127.0.0.1:\(relay.port)/large.bin")
                #expect(home.finished == (result.exitCode == 0 ? ["large.bin"] : []))
                #expect(relay.acceptedConnections >= 2)
                await relay.stop()
                return result
            } until: {
                $0.exitCode == 0
            }
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(nginx.log.allSatisfy { $0.hasPrefix("HTTP/2.0") })
            try await nginx.stop()
        }
    }

    @Test func `HTTP/1.1 is used unless HTTP/2 is requested`() async throws {
        try await Turns.shared.take {
            let certificates = try await Certificates()
            for (version, seen) in [("http1", "HTTP/1.1"), ("http2", "HTTP/2.0")] {
                let nginx = try await secureNginx(certificates)
                let result = try await Home().get(
                    "-n", "2", "--http", version, "--cacert", certificates.authority,
                    "https://127.0.0.1:\(nginx.port)/file.bin")
                #expect(result.exitCode == 0, "\(result.errors)")
                try await wait(for: "a line in the log") { !nginx.log.isEmpty }
                #expect(nginx.log.allSatisfy { $0.hasPrefix(seen) })
                try await nginx.stop()
            }
        }
    }

    @Test func `a server that requires a client certificate gets it`() async throws {
        try await Turns.shared.take {
            let certificates = try await Certificates()
            let nginx = try await secureNginx(
                certificates,
                "ssl_verify_client on; ssl_client_certificate \(certificates.authority);")
            let url = "https://127.0.0.1:\(nginx.port)/file.bin"
            let authority = ["--cacert", certificates.authority, url]
            let anonymous = try await Home().get(authority)
            #expect(
                anonymous.exitCode == 1 && anonymous.errors.contains("400"), "\(anonymous.errors)")
            let (certificate, key) = certificates.client
            let known = try await Home().get(["--cert", certificate, "--key", key] + authority)
            #expect(known.exitCode == 0, "\(known.errors)")
            try await wait(for: "a line in the log") {
                nginx.log.contains {
                    $0.hasSuffix("206 CN=client") || $0.hasSuffix("200 CN=client")
                }
            }
            try await nginx.stop()
        }
    }

    @Test func `Basic of nginx, Digest of Apache: the same option`() async throws {
        try await Turns.shared.take {
            let nginx = try await Daemon.nginx(
                "listen 127.0.0.1:PORT; auth_basic files; auth_basic_user_file FOLDER/users;",
                logging: "$remote_user $status", files: ["users": "me:{PLAIN}secret\n"])
            let modules = ["mpm_event", "authn_core", "authn_file", "authz_core", "authz_user"]
            let apache = try await Daemon(
                ["apache2", "-X", "-f", "CONF"],
                files: [
                    "conf": """
                    ServerName 127.0.0.1
                    Listen 127.0.0.1:PORT
                    PidFile FOLDER/apache.pid
                    ErrorLog FOLDER/error.log
                    DefaultRuntimeDir FOLDER
                    \((modules + ["auth_digest"]).map {
                        "LoadModule \($0)_module /usr/lib/apache2/modules/mod_\($0).so"
                    }.joined(separator: "\n"))
                    \(getuid() == 0 ? "User www-data" : "")
                    CustomLog FOLDER/access.log "%u %s %{Authorization}i"
                    DocumentRoot FOLDER
                    <Directory FOLDER>
                        AuthType Digest
                        AuthName files
                        AuthUserFile FOLDER/users
                        Require valid-user
                    </Directory>
                    """,
                    "users": "me:files:421b6e608da6db5d05d0b9a3f6ed77db\n",
                    "file.bin": String(repeating: "\0", count: 64 << 10),
                ])
            for daemon in [nginx, apache] {
                let url = "http://127.0.0.1:\(daemon.port)/file.bin"
                let wrong = try await Home().get("--user", "me:other", url)
                #expect(wrong.exitCode == 1 && wrong.errors.contains("401"), "\(wrong.errors)")
                let home = try Home()
                let right = try await home.get("-n", "2", "--user", "me:secret", url)
                #expect(right.exitCode == 0, "\(right.errors)")
                #expect(home.finished == ["file.bin"])
                let inURL = try await Home().get(
                    "http://me:secret@127.0.0.1:\(daemon.port)/file.bin")
                #expect(inURL.exitCode == 0, "\(inURL.errors)")
                try await wait(for: "a name in the log", state: { daemon.log.description }) {
                    daemon.log.contains { $0.hasPrefix("me 20") }
                }
            }
            #expect(apache.log.contains { $0.contains("Digest username=") })
            // A server with Digest never sees the password.
            #expect(!apache.log.contains { $0.contains("Basic") })
            try await nginx.stop()
            try await apache.stop()
        }
    }

    @Test func `a proxy that requires a password, for http and for https`() async throws {
        try await Turns.shared.take {
            let certificates = try await Certificates()
            let nginx = try await secureNginx(certificates)
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let squid = try await Daemon(
                ["squid", "-N", "-f", "CONF"],
                files: [
                    "conf": """
                    http_port 127.0.0.1:PORT
                    auth_param basic program /usr/lib/squid/basic_ncsa_auth FOLDER/users
                    auth_param basic children 1 startup=1
                    acl known proxy_auth REQUIRED
                    http_access allow known
                    http_access deny all
                    cache deny all
                    access_log stdio:FOLDER/access.log
                    cache_log /dev/null
                    pid_filename none
                    coredump_dir FOLDER
                    pinger_enable off

                    """,
                    // The digest of "secret".
                    "users": "me:$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1\n",
                ])
            let https = "https://127.0.0.1:\(nginx.port)/file.bin"
            for url in [origin.url(), https] {
                for (user, code) in [("", Int32(1)), ("me:other@", 1), ("me:secret@", 0)] {
                    let proxy = "http://\(user)127.0.0.1:\(squid.port)"
                    let result = try await Home().get(
                        "--proxy", proxy, "--retries", "0", "--cacert", certificates.authority, url,
                        environment: Self.noExceptions)
                    #expect(result.exitCode == code, "\(proxy) \(url): \(result.errors)")
                    #expect(code == 0 || result.errors.contains("407"), "\(result.errors)")
                    #expect(!result.errors.contains("other"), "\(result.errors)")
                }
            }
            try await wait(for: "lines in the log", state: { squid.log.description }) {
                squid.log.contains { $0.contains("CONNECT 127.0.0.1:\(nginx.port) me") }
                    && squid.log.contains { $0.contains("GET \(origin.url()) me") }
            }
            let dead = try await Home().get(
                "--proxy", "http://me:secret@127.0.0.1:9", "--retries", "0", origin.url(),
                environment: Self.noExceptions)
            #expect(dead.exitCode == 1 && !dead.errors.contains("secret"))
            #expect(
                dead.errors.contains("the proxy 127.0.0.1:9 refused the connection"),
                "\(dead.errors)")
            let lines = squid.log.count
            let direct = try await Home().get(
                origin.url("/direct"),
                environment: [
                    "http_proxy": "http://127.0.0.1:\(squid.port)", "no_proxy": "127.0.0.1",
                    "NO_PROXY": "",
                ])
            #expect(direct.exitCode == 0, "\(direct.errors)")
            #expect(squid.log.count == lines)
            try await squid.stop()
            try await nginx.stop()
            try await origin.stop()
        }
    }

    @Test func `a SOCKS proxy that requires a password`() async throws {
        try await Turns.shared.take {
            let origin = try await FaultOrigin.start(body: .pattern(1000))
            let socks = try await Daemon([
                "microsocks", "-i", "127.0.0.1", "-p", "PORT", "-u", "me", "-P", "secret",
            ])
            for scheme in ["socks5", "socks5h"] {
                for (user, code) in [("", Int32(1)), ("me:other@", 1), ("me:secret@", 0)] {
                    let before = origin.log.count
                    let result = try await Home().get(
                        "--proxy", "\(scheme)://\(user)127.0.0.1:\(socks.port)", "--retries", "0",
                        origin.url(host: "localhost"), environment: Self.noExceptions)
                    #expect(result.exitCode == code, "\(scheme) \(user): \(result.errors)")
                    #expect((origin.log.count > before) == (code == 0))
                }
            }
            try await socks.stop()
            try await origin.stop()
        }
    }

    @Test func `the address family and the local address are as given`()
        async throws
    {
        try await Turns.shared.take {
            // Not every machine has IPv6.
            let hasSixth =
                (try? String(contentsOfFile: "/proc/net/if_inet6", encoding: .utf8))
                .map { !$0.isEmpty } ?? false
            let ways =
                [
                    (["--ip", "ipv4"], "localhost", "127.0.0.1"),
                    (["--interface", "127.0.0.9"], "127.0.0.1", "127.0.0.9"),
                    (["--interface", "lo"], "127.0.0.1", "127.0.0.1"),
                ] + (hasSixth ? [(["--ip", "ipv6"], "localhost", "::1")] : [])
            for (options, host, seen) in ways {
                let nginx = try await Daemon.nginx(
                    "listen 127.0.0.1:PORT; \(hasSixth ? "listen [::1]:PORT;" : "")",
                    logging: "$remote_addr")
                let result = try await Home().get(
                    options + ["http://\(host):\(nginx.port)/file.bin"])
                #expect(result.exitCode == 0, "\(options): \(result.errors)")
                try await wait(for: "a line in the log") { !nginx.log.isEmpty }
                #expect(Set(nginx.log) == [seen], "\(options)")
                try await nginx.stop()
            }
        }
    }

    @Test func `a connection that is not established is given up after the timeout`() async throws {
        try await Turns.shared.take {
            let deaf = try DeafPort()
            let result = try await measured {
                try await Home().get(
                    "--connect-timeout", "0.5", "--retries", "0",
                    "http://127.0.0.1:\(deaf.port)/f")
            } until: {
                $0.seconds <= 12
            }
            #expect(result.exitCode == 1, "\(result.errors)")
            // Without the option it would be 15 seconds.
            #expect((0.4...12).contains(result.seconds), "\(result.seconds) s: \(result.errors)")
        }
    }
}

/// A port with a full backlog: further connections are neither accepted nor refused.
private final class DeafPort {
    let port: Int
    private var descriptors: [Int32] = []

    init() throws {
        port = try Port.free()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        for number in 0..<4 {
            let descriptor = socket(
                AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            descriptors.append(descriptor)
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = number == 0 ? bind(descriptor, $0, size) : connect(descriptor, $0, size)
                }
            }
            if number == 0 { listen(descriptor, 0) }
        }
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
