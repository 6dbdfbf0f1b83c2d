import CLibcurl
import CLinux
import DownloadCore
import Glibc

extension EasyHandle {
    /// Sets what a request to an FTP or SFTP server needs besides.
    func prepareFile(
        _ order: LaneOrder, _ options: TransportOptions, _ host: HostOptions?, tunnels: Bool
    ) {
        let conversation = order.scheme.transfer.conversation
        guard conversation != .http else { return }
        set(CURLOPT_FILETIME, true)
        // A lane leaves in the middle of its file; the connection is of no further use.
        set(CURLOPT_FORBID_REUSE, true)
        if conversation == .ssh {
            prepareSSH(order, options, host)
        } else {
            prepareFTP(order, options, tunnels: tunnels)
        }
    }

    private func prepareFTP(_ order: LaneOrder, _ options: TransportOptions, tunnels: Bool) {
        // One change of folder is one round trip, however deep it is.
        set(CURLOPT_FTP_FILEMETHOD, Int(CURLFTPMETHOD_SINGLECWD.rawValue))
        // An HTTP proxy that translates gives no fragments, and sees what was to be encrypted.
        set(CURLOPT_HTTPPROXYTUNNEL, tunnels)
        if tunnels { askForFile(order) }
        switch order.scheme.transfer.security == nil ? options.ftpSecurity : .require {
        case .off: break
        case .attempt: set(CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue))
        case .require: set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        }
    }

    /// Asks for the length and the position by commands of our own.
    ///
    /// libcurl takes it for a broken connection when a file of known length ends in the middle, and
    /// closes it. So the length is not told to libcurl: the end of the data connection is the end.
    private func askForFile(_ order: LaneOrder) {
        set(CURLOPT_IGNORE_CONTENT_LENGTH, true)
        var commands = [Array("*SIZE ".utf8) + ((try? SourceURL(order.url))?.lastPathBytes ?? [])]
        // Whether the server can begin in the middle is to be known before the file is divided.
        if let start = order.range?.start {
            commands.append(Array((start > 0 ? "REST \(start)" : "*REST 0").utf8))
        }
        set(commands: commands)
    }

    private func prepareSSH(_ order: LaneOrder, _ options: TransportOptions, _ host: HostOptions?) {
        if let key = (options.hostKey ?? host?.hostKey).flatMap(HostKeyFingerprint.init) {
            set(CURLOPT_SSH_HOST_PUBLIC_KEY_SHA256, key.base64)
        } else if !options.insecure {
            // With a file of known hosts, even one that is not there, libcurl asks about every key.
            set(CURLOPT_SSH_KNOWNHOSTS, (LocalUser.home ?? "/dev/null") + "/.ssh/known_hosts")
            _ = pdl_set_host_key_callback(pointer) { _, _, key, match, context in
                let refused = Int32(CURLKHSTAT_REJECT.rawValue)
                if match == CURLKHMATCH_OK { return Int32(CURLKHSTAT_FINE.rawValue) }
                guard let context, let key else { return refused }
                Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
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

    /// Puts an empty connection that has ended in the place of FTP's data connection, which is
    /// closed: the server sees that nobody reads any more, libcurl sees the end of the file and keeps
    /// the control connection.
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
