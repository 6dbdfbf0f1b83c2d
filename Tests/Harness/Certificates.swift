import Foundation

/// An authority with a server and a client certificate, made by openssl.
package struct Certificates: Sendable {
    private let folder: TemporaryFolder

    /// The path of the authority's certificate.
    package var authority: String { folder.file("ca.pem") }
    /// The server's certificate, for `localhost`, `127.0.0.1` and `::1`, and its key.
    package var server: (certificate: String, key: String) {
        (folder.file("server.pem"), folder.file("server.key"))
    }
    /// The client's certificate and its key.
    package var client: (certificate: String, key: String) {
        (folder.file("client.pem"), folder.file("client.key"))
    }

    /// Creates the certificates.
    ///
    /// - Throws: `NotInTime` with the output of openssl, or what to install if it is missing.
    package init() async throws {
        folder = try TemporaryFolder()
        try await make("ca", "basicConstraints=critical,CA:TRUE", signed: false)
        try await make("server", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1", signed: true)
        try await make("client", "extendedKeyUsage=clientAuth", signed: true)
    }

    private func make(_ name: String, _ extension: String, signed: Bool) async throws {
        let signing = ["-CA", folder.file("ca.pem"), "-CAkey", folder.file("ca.key")]
        let result = try await Program.run(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=\(name)",
                "-addext", `extension`, "-keyout", folder.file(name + ".key"), "-out",
                folder.file(name + ".pem"),
            ] + (signed ? signing + ["-addext", "basicConstraints=critical,CA:FALSE"] : []))
        guard result.exitCode == 0 else { throw NotInTime("openssl: \(result.errors)") }
    }
}
