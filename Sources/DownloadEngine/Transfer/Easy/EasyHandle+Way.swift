import CLibcurl
import DownloadCore

/// Sets the way to the server: its proxy, its address family, and the local end of the connection.
extension EasyHandle {
    /// Sets the way to a server; one that cannot lead there is a problem.
    func setWay(
        to url: SourceURL, _ options: TransportOptions, _ host: HostOptions?,
        _ configuration: EngineConfiguration, _ loop: CurlLoop
    ) {
        do throws(DownloadError) {
            proxy = try configuration.proxyEnvironment.proxy(
                for: url, setting: options.proxy ?? host?.proxy ?? configuration.proxy)
        } catch {
            problem = error
        }
        if let proxy, [.socks4, .socks4a].contains(proxy.scheme), url.host.hasPrefix("[") {
            problem = DownloadError(
                .badURL, "a SOCKS4 proxy reaches no IPv6 address such as \(url.host); use socks5")
        }
        // The empty strings keep libcurl from reading the environment itself.
        set(CURLOPT_PROXY, proxy?.text ?? "")
        set(CURLOPT_NOPROXY, "")
        let peer = proxy?.host ?? url.host
        if options.addressFamily != .any {
            resolve(to: options.addressFamily, "--ip")
            if !options.addressFamily.includes(peer) {
                problem = DownloadError(
                    .badURL,
                    "\(peer) is not an \(options.addressFamily.name) address, and no other is"
                        + " allowed (--ip)")
            }
        }
        // A Unix socket has neither addresses nor an interface.
        if let interface = options.interface, proxy?.socketPath.isEmpty ?? true {
            bind(to: interface, for: peer, options.addressFamily, loop)
        }
    }

    /// Has libcurl give up on a silent proxy before the download gives up on a silent lane: only
    /// libcurl knows that it is the proxy that is silent.
    ///
    /// - Parameters:
    ///   - configuration: The engine's settings.
    ///   - stallSeconds: The seconds of silence after which the download gives up.
    func limitConnecting(_ configuration: EngineConfiguration, stallSeconds: Double) {
        guard proxy != nil else { return }
        let seconds = min(configuration.connectTimeout, stallSeconds * 0.9)
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(seconds * 1_000)))
    }

    /// Resolves names to addresses of one family only.
    private func resolve(to family: TransportOptions.AddressFamily, _ option: String) {
        set(
            CURLOPT_IPRESOLVE,
            Int(family == .ipv4 ? CURL_IPRESOLVE_V4 : CURL_IPRESOLVE_V6))
        addressLimit = "an \(family.name) address (\(option))"
    }

    /// Binds the connection to a network interface or local address.
    private func bind(
        to interface: String, for peer: String, _ allowed: TransportOptions.AddressFamily,
        _ loop: CurlLoop
    ) {
        guard let end = LocalEnd(interface) else { return }
        localEnd = end
        set(CURLOPT_INTERFACE, end.value)
        if let wrong = end.problem {
            // One that was there, such as a VPN's, may come back.
            let kind: DownloadError.Kind =
                loop.localEnds.contains(end.value) ? .unreachable : .badURL
            problem = DownloadError(kind, "\(wrong) (--interface)")
            return
        }
        loop.localEnds.insert(end.value)
        guard end.family != .any else {
            let way = "\(end.value) \(TransportOptions.AddressFamily(ofHost: peer))"
            localLack = end.lack(for: peer)
            if localLack == nil { loop.localEnds.insert(way) }
            if loop.localEnds.contains(way) { localLack = nil }
            return
        }
        if allowed != .any, allowed != end.family {
            problem = DownloadError(
                .badURL,
                "\(end.shown) (--interface) is not an \(allowed.name) address, and no other is"
                    + " allowed (--ip)")
        } else if !end.family.includes(peer) {
            let other: TransportOptions.AddressFamily = end.family == .ipv4 ? .ipv6 : .ipv4
            problem = DownloadError(
                .badURL,
                "\(end.shown) cannot reach the \(other.name) address \(peer); use an"
                    + " \(other.name) address of this machine or an interface (--interface)")
        } else if proxy.map({ ![.socks4, .socks5].contains($0.scheme) }) ?? true {
            // These proxies get an address of the server, which may be of the other family.
            resolve(to: end.family, "--interface")
        }
    }
}

extension TransportOptions.AddressFamily {
    /// Whether a URL's host is a name, or an address of this family.
    fileprivate func includes(_ host: String) -> Bool {
        let own = Self(ofHost: host)
        return own == .any || own == self
    }
}
