import CLibcurl
import DownloadCore
import Glibc

extension EasyHandle {
    /// Sets all options of one request, except the receiver of the response.
    ///
    /// - Parameters:
    ///   - order: The request of the lane.
    ///   - options: The transport options of the download.
    ///   - configuration: The engine's settings.
    ///   - host: The options of the host.
    ///   - loop: The loop that runs the transfer.
    ///   - buffer: The size of the receive buffer.
    ///   - cookies: The cookies that the download's servers have set.
    ///   - trustedKey: The public key that the server must have in place of a verified certificate.
    ///   - tunnels: Whether an HTTP proxy is asked for a tunnel to an FTP server.
    ///   - sendsBasic: Whether credentials are sent to a web server that has not asked for them.
    func prepare(
        _ order: LaneOrder, options: TransportOptions, configuration: EngineConfiguration,
        host: HostOptions?, loop: CurlLoop, buffer: Int, cookies: CookieJar,
        trustedKey: String? = nil, tunnels: Bool = true, sendsBasic: Bool = false
    ) {
        if let wrong = options.problem {
            problem = DownloadError(.badURL, "\(wrong.setting) cannot be used: \(wrong.reason)")
        }
        if let file = options.cookieFile, access(file, R_OK) != 0 {
            let reason = String(cString: strerror(errno))
            problem = DownloadError(.badURL, "the cookie file \(file) cannot be read: \(reason)")
        }
        let transfer = order.scheme.transfer
        let url: SourceURL
        do throws(DownloadError) { url = try SourceURL(order.url) } catch {
            problem = error
            return
        }
        // The URL as our parser wrote it: libcurl must parse it the same way, and change nothing.
        set(CURLOPT_URL, url.text)
        set(CURLOPT_PATH_AS_IS, true)
        set(CURLOPT_NOSIGNAL, true)
        set(CURLOPT_PROTOCOLS_STR, transfer.schemes)
        set(CURLOPT_FOLLOWLOCATION, false)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        set(CURLOPT_HTTP_CONTENT_DECODING, false)
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(configuration.connectTimeout * 1_000))
        set(CURLOPT_BUFFERSIZE, buffer)
        set(CURLOPT_TCP_KEEPALIVE, true)
        set(CURLOPT_FRESH_CONNECT, order.isFresh)
        set(
            CURLOPT_HTTP_VERSION,
            options.httpVersion == .http2
                ? Int(CURL_HTTP_VERSION_2TLS) : Int(CURL_HTTP_VERSION_1_1))
        prepareFile(order, options, host, tunnels: tunnels)
        // FTP sends the position by a command of its own, except through a translating proxy.
        if let range = order.range, transfer.hasRangeOption(tunnels: tunnels) {
            set(
                CURLOPT_RANGE,
                range.end == .max ? "\(range.start)-" : "\(range.start)-\(range.end - 1)")
        }
        if transfer.hasHead, !sendsBasic {
            set(CURLOPT_HTTPAUTH, pdl_auth_basic | pdl_auth_digest)
        }
        setRequest(to: url, order, options, configuration, host)
        setSecurity(order, options, trustedKey)
        setWay(to: url, options, host, configuration, loop)
        // An FTP server may require the data connection to resume the TLS session of its own
        // control connection.
        if transfer.hasHead { _ = pdl_set_pointer(pointer, CURLOPT_SHARE, loop.share) }
        noteSockets(in: loop.sockets, watchingForResets: transfer.waitsForGoodbye)
        if transfer.hasHead {
            checkConnection(mayBeHTTP2: options.httpVersion == .http2)
            useCookies(of: cookies, file: options.cookieFile)
        }
    }

    private func setRequest(
        to url: SourceURL, _ order: LaneOrder, _ options: TransportOptions,
        _ configuration: EngineConfiguration, _ host: HostOptions?
    ) {
        // libcurl prefers an Authorization field to any login.
        func lines(_ headers: [String], unless hasLogin: Bool) -> [String] {
            hasLogin ? headers.filter { !FieldLine.isLogin($0) } : headers
        }
        let hasLogin = url.user != nil
        var layers = [lines(host?.headers ?? [], unless: hasLogin)]
        // Private headers stay with the host that they were given for.
        if order.mayUseCredentials {
            let common = lines(configuration.headers, unless: hasLogin || options.hasLogin)
            layers = [options.headers] + layers + [common]
            set(CURLOPT_COOKIE, options.cookies)
            set(CURLOPT_USERPWD, options.credentials)
            if let bearer = options.bearer {
                set(CURLOPT_HTTPAUTH, pdl_auth_bearer)
                set(CURLOPT_XOAUTH2_BEARER, bearer)
            }
        }
        let ifRange = order.ifRange.map { ["If-Range: \($0)"] } ?? []
        set(fields: ["Accept-Encoding: identity"] + ifRange + FieldLine.merged(layers))
        set(CURLOPT_USERAGENT, options.userAgent ?? host?.userAgent ?? configuration.userAgent)
        set(CURLOPT_REFERER, options.referer.flatMap { order.refererPart.part(of: $0, for: url) })
        if options.usesNetrc {
            set(CURLOPT_NETRC, Int(CURL_NETRC_OPTIONAL.rawValue))
            netrc = LocalUser.home.flatMap { NetrcCopy(of: $0 + "/.netrc") }
            set(CURLOPT_NETRC_FILE, netrc?.path)
        }
    }

    private func setSecurity(
        _ order: LaneOrder, _ options: TransportOptions, _ trustedKey: String?
    ) {
        set(CURLOPT_CAINFO, options.certificateAuthority)
        if order.mayUseCredentials {
            set(CURLOPT_SSLCERT, options.clientCertificate)
            set(CURLOPT_SSLKEY, options.clientKey)
        }
        if !options.insecure { set(CURLOPT_PINNEDPUBLICKEY, trustedKey) }
        // libcurl compares the key even when it verifies nothing else.
        if options.insecure || trustedKey != nil {
            set(CURLOPT_SSL_VERIFYPEER, false)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    /// Routes the response to a receiver, which outlives its handle's time in the loop.
    func connect(to receiver: TransferDelegate) {
        let context = Unmanaged.passUnretained(receiver).toOpaque()
        _ = pdl_set_pointer(pointer, CURLOPT_WRITEDATA, context)
        _ = pdl_set_pointer(pointer, CURLOPT_HEADERDATA, context)
        _ = pdl_set_pointer(pointer, CURLOPT_SSH_KEYDATA, context)
        _ = pdl_set_callback(pointer, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            return Unmanaged<TransferDelegate>.fromOpaque(context).takeUnretainedValue()
                .receive(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        _ = pdl_set_callback(pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            return Unmanaged<TransferDelegate>.fromOpaque(context).takeUnretainedValue()
                .receive(line: UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
    }

    /// Routes the response to a lane, and makes the lane retrievable from its handle.
    func connect(to lane: Lane) {
        connect(to: lane as TransferDelegate)
        let context = Unmanaged.passUnretained(lane).toOpaque()
        _ = pdl_set_pointer(pointer, CURLOPT_PRIVATE, context)
    }
}
