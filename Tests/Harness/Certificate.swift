import Foundation

/// A server certificate for the loopback, with its own authority; made by openssl.
package struct Certificate: Sendable {
    private let folder: TemporaryFolder

    /// The authority's certificate, for a client to trust.
    package var authority: String { folder.file("ca.pem") }

    /// The server's certificate.
    package var chain: String { folder.file("cert.pem") }

    /// The server's key.
    package var key: String { folder.file("key.pem") }

    /// Creates an authority and a certificate for `address` and the name `localhost`.
    ///
    /// - Throws: `NotInTime` with the output of openssl.
    package init(address: String = "127.0.0.1") async throws {
        folder = try TemporaryFolder()
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        try await openssl(
            ["req", "-x509"] + curve + [
                "-days", "30", "-subj", "/CN=an authority for tests", "-keyout",
                folder.file("ca.key"), "-out", authority,
            ])
        let request = folder.file("request.pem")
        try await openssl(["req"] + curve + ["-subj", "/CN=test", "-keyout", key, "-out", request])
        let names = folder.file("names")
        try "subjectAltName=IP:\(address),DNS:localhost\n".write(
            toFile: names, atomically: true, encoding: .utf8)
        try await openssl([
            "x509", "-req", "-in", request, "-CA", authority, "-CAkey", folder.file("ca.key"),
            "-CAcreateserial", "-days", "30", "-extfile", names, "-out", chain,
        ])
    }

    private func openssl(_ arguments: [String]) async throws {
        let result = try await Program.run(["openssl"] + arguments)
        guard result.exitCode == 0 else { throw NotInTime("openssl: \(result.errors)") }
    }
}
