import CLibcurl
import DownloadCore

/// Reads certificates of servers.
extension TransferPool {
    /// The time limit of a probe, in milliseconds.
    private static let probeMilliseconds = 10_000

    /// Reads the certificate that a server presents, on the way that requests to it take.
    ///
    /// The connection ends after the TLS handshake: the server receives no request and no
    /// credentials.
    ///
    /// - Parameters:
    ///   - url: A URL of the server.
    ///   - transport: The options of the download, for its proxy and address family.
    ///   - end: Receives the certificate on the loop's thread; `nil` when there is none to read.
    func readCertificate(
        at url: String, transport: TransportOptions, end: @escaping (ServerCertificate?) -> Void
    ) {
        guard !isClosed, let server = try? SourceURL(url),
            server.scheme.transfer.beginsWithTLS, let handle = EasyHandle()
        else { return end(nil) }
        var order = LaneOrder(url: "https://\(server.host):\(server.port)/")
        order.scheme = .https
        order.mayUseCredentials = false
        order.isFresh = true
        handle.prepare(
            order, options: transport, configuration: configuration,
            host: configuration.hosts[server.host], loop: loop, buffer: 16 << 10,
            cookies: CookieJar())
        handle.set(CURLOPT_TIMEOUT_MS, Self.probeMilliseconds)
        handle.set(CURLOPT_CONNECT_ONLY, true)
        handle.set(CURLOPT_SSL_VERIFYPEER, false)
        handle.set(CURLOPT_SSL_VERIFYHOST, 0)
        handle.set(CURLOPT_CERTINFO, true)
        guard handle.problem == nil else { return end(nil) }
        let probe = CertificateProbe(of: server.hostKey, handle: handle, end: end)
        handle.connect(to: probe)
        probes[handle.pointer] = probe
        add(handle, isPolled: false)
    }

    /// Handles the end of a probe.
    func finish(_ probe: CertificateProbe, _ result: TransferResult) {
        let certificate = result.isSuccess ? probe.certificate : nil
        drop(probe)
        probe.end(certificate)
    }

    /// Ends all probes without reporting a result.
    func endProbes() {
        for probe in Array(probes.values) { drop(probe) }
    }

    private func drop(_ probe: CertificateProbe) {
        guard probes.removeValue(forKey: probe.handle.pointer) != nil else { return }
        remove(probe.handle, isPolled: false)
    }
}
