import CLibcurl
import CLinux
import DownloadCore
import Glibc

extension EasyHandle {
    /// Sets the additional options of a request to an FTP or SFTP server.
    func prepareFile(
        _ order: LaneOrder, _ options: TransportOptions, _ host: HostOptions?, tunnels: Bool
    ) {
        let transfer = order.scheme.transfer
        guard !transfer.hasHead else { return }
        set(CURLOPT_FILETIME, true)
        // A lane ends in the middle of its file; only `endDataConnection` keeps the connection usable.
        set(CURLOPT_FORBID_REUSE, true)
        if transfer.conversation == .ssh {
            prepareSSH(order, options, host)
        } else {
            prepareFTP(order, options, tunnels: tunnels)
        }
    }

    private func prepareFTP(_ order: LaneOrder, _ options: TransportOptions, tunnels: Bool) {
        // One change of directory takes one round trip, however deep it is.
        set(CURLOPT_FTP_FILEMETHOD, Int(CURLFTPMETHOD_SINGLECWD.rawValue))
        // A translating HTTP proxy supports no ranges, and sees what should be encrypted.
        set(CURLOPT_HTTPPROXYTUNNEL, tunnels)
        if tunnels { askForFile(order) }
        switch order.scheme.transfer.ftpSecurity(options) {
        case .off: break
        case .attempt: set(CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue))
        case .require: set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        }
    }

    /// Requests the length and the position by our own commands.
    ///
    /// libcurl treats a file of known length that ends in the middle as a broken connection, and
    /// closes it. So libcurl is not told the length: the end of the data connection is the end.
    private func askForFile(_ order: LaneOrder) {
        set(CURLOPT_IGNORE_CONTENT_LENGTH, true)
        var commands = [Array("*SIZE ".utf8) + ((try? SourceURL(order.url))?.lastPathBytes ?? [])]
        // Whether the server can start in the middle must be known before the file is divided.
        if let start = order.range?.start {
            commands.append(Array((start > 0 ? "REST \(start)" : "*REST 0").utf8))
        }
        set(commands: commands)
    }

    private func prepareSSH(_ order: LaneOrder, _ options: TransportOptions, _ host: HostOptions?) {
        if let key = (options.hostKey ?? host?.hostKey).flatMap(HostKeyFingerprint.init) {
            set(CURLOPT_SSH_HOST_PUBLIC_KEY_SHA256, key.base64)
        } else if !options.insecure {
            // With a known-hosts file, even one that does not exist, libcurl asks about every key.
            set(CURLOPT_SSH_KNOWNHOSTS, (LocalUser.home ?? "/dev/null") + "/.ssh/known_hosts")
            _ = pdl_set_host_key_callback(pointer) { _, _, key, match, context in
                let refused = Int32(CURLKHSTAT_REJECT.rawValue)
                if match == CURLKHMATCH_OK { return Int32(CURLKHSTAT_FINE.rawValue) }
                guard let context, let key else { return refused }
                Unmanaged<TransferDelegate>.fromOpaque(context).takeUnretainedValue()
                    .refuse(
                        key: UnsafeRawBufferPointer(start: key.pointee.key, count: key.pointee.len),
                        match == CURLKHMATCH_MISMATCH ? .differs : .unknown)
                return refused
            }
        }
        set(CURLOPT_SSH_PRIVATE_KEYFILE, options.clientKey ?? LocalUser.keyFile)
        let names = (try? SourceURL(order.url))?.user != nil || options.credentials != nil
        if !names, !options.usesNetrc { set(CURLOPT_USERNAME, LocalUser.name) }
    }

    /// Closes FTP's data connection and replaces it with an empty one that has ended.
    ///
    /// The server sees that it is no longer read. libcurl sees the end of the file and keeps the
    /// control connection.
    ///
    /// - Returns: Whether that was possible.
    func endDataConnection() -> Bool {
        set(CURLOPT_FORBID_REUSE, false)
        guard let data = sockets.data else { return false }
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return false }
        defer { close(ends[0]) }
        close(ends[1])
        return pdl_replace(data.number, ends[0]) >= 0
    }
}
