import CLibcurl
import DownloadCore
import Glibc

extension EasyHandle {
    /// Sets what a request to an FTP or SFTP server needs besides.
    func prepareFile(_ order: LaneOrder, _ options: TransportOptions, _ host: HostOptions?) {
        guard !order.scheme.isHTTP else { return }
        set(CURLOPT_FILETIME, true)
        // A lane leaves in the middle of its file; the connection is of no further use.
        set(CURLOPT_FORBID_REUSE, true)
        if order.scheme == .sftp {
            prepareSSH(order, options, host)
        } else {
            prepareFTP(order, options)
        }
    }

    private func prepareFTP(_ order: LaneOrder, _ options: TransportOptions) {
        // One change of folder is one round trip, however deep it is.
        set(CURLOPT_FTP_FILEMETHOD, Int(CURLFTPMETHOD_SINGLECWD.rawValue))
        // Whether the server can begin in the middle is to be known before the file is divided. A
        // lane that does so asks by itself.
        if order.range?.start == 0 { set(commands: ["*REST 0"]) }
        switch order.scheme == .ftps ? .require : options.ftpSecurity {
        case .off: break
        case .attempt: set(CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue))
        case .require: set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        }
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
                Unmanaged<Lane>.fromOpaque(context).takeUnretainedValue()
                    .refuse(key.pointee, match)
                return refused
            }
        }
        set(CURLOPT_SSH_PRIVATE_KEYFILE, options.clientKey ?? LocalUser.keyFile)
        let names = (try? SourceURL(order.url))?.user != nil || options.credentials != nil
        if !names, !options.usesNetrc { set(CURLOPT_USERNAME, LocalUser.name) }
    }

    /// Cuts the connection before its handle is taken out of the loop: libcurl would say goodbye to
    /// an SSH server, and wait for the answer in the loop's thread.
    func cutConnection() {
        let socket = pdl_get_socket(pointer)
        if socket >= 0 { _ = shutdown(socket, Int32(SHUT_RDWR)) }
    }
}
