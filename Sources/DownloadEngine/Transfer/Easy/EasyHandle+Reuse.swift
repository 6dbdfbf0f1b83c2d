import CLibcurl
import Glibc

extension EasyHandle {
    /// Has libcurl ask, right before it sends a request, whether the connection may carry it.
    ///
    /// - Parameter mayBeHTTP2: Whether the connection may turn out to be HTTP/2.
    func checkConnection(mayBeHTTP2: Bool) {
        mayBeMultiplexed = mayBeHTTP2
        _ = pdl_set_pointer(
            pointer, CURLOPT_PREREQDATA, Unmanaged.passUnretained(self).toOpaque())
        _ = pdl_set_before_request(pointer) { context, remote, local, remotePort, localPort in
            guard let context, let remote, let local else { return CURL_PREREQFUNC_OK }
            let ends = Endpoints(
                local: String(cString: local), localPort: localPort,
                remote: String(cString: remote), remotePort: remotePort)
            return Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
                .mayUse(connection: ends) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
    }

    /// Returns whether a request may be sent on a connection.
    ///
    /// A connection that has served another request must hold no unread bytes, since they would be
    /// taken for the response.
    private func mayUse(connection ends: Endpoints) -> Bool {
        guard let socket = sockets.usedConnection(ends), !mayBeMultiplexed || socket.isHTTP1
        else { return true }
        var question = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
        isUnsent = poll(&question, 1, 0) != 0 || bytesInTLS > 0
        return !isUnsent
    }

    /// Records whether the connection is HTTP/1, once its response has arrived.
    func noteVersion() {
        guard mayBeMultiplexed, 1..<Int(CURL_HTTP_VERSION_2_0) ~= number(CURLINFO_HTTP_VERSION)
        else { return }
        sockets.noteHTTP1()
    }

    /// The decrypted bytes of the TLS connection that libcurl has not read.
    private var bytesInTLS: Int {
        guard let session = pdl_get_tls_session(pointer),
            session.pointee.backend == CURLSSLBACKEND_OPENSSL,
            let connection = session.pointee.internals, let pending = EasyHandle.pendingBytes
        else { return 0 }
        return Int(pending(connection))
    }

    /// OpenSSL's `SSL_pending`, from the library that libcurl loads.
    private static let pendingBytes = dlsym(nil, "SSL_pending").map {
        unsafeBitCast($0, to: (@convention(c) (UnsafeMutableRawPointer) -> Int32).self)
    }
}
