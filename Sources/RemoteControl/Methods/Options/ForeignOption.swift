/// How the options of aria2 that do not exist here are treated.
enum ForeignOption: Hashable, Sendable {
    /// It is accepted and has no effect, for this reason.
    case ignored(String)
    /// It is accepted with one of these values, which is how pdl-tui always works.
    case only(Set<String>, String)
    /// It is refused, for this reason.
    case refused(String)

    /// Every other option of aria2 1.36 and 1.37 by name.
    static let table: [String: ForeignOption] = {
        var table: [String: ForeignOption] = [:]
        for (rule, names) in groups {
            for name in names.split(separator: " ") { table[String(name)] = rule }
        }
        return table
    }()

    /// Returns the problem with a value; `nil` when it is accepted.
    func problem(with values: [String]) -> String? {
        switch self {
        case .ignored: nil
        case .only(let allowed, let reason): values.allSatisfy(allowed.contains) ? nil : reason
        case .refused(let reason): reason
        }
    }

    private static let groups: [(ForeignOption, String)] = [
        (
            .ignored("BitTorrent is not supported"),
            """
            bt-detach-seed-only bt-enable-hook-after-hash-check bt-enable-lpd bt-exclude-tracker \
            bt-external-ip bt-force-encryption bt-hash-check-seed bt-load-saved-metadata \
            bt-lpd-interface bt-max-open-files bt-max-peers bt-metadata-only bt-min-crypto-level \
            bt-prioritize-piece bt-remove-unselected-file bt-request-peer-speed-limit \
            bt-require-crypto bt-save-metadata bt-seed-unverified bt-stop-timeout bt-tracker \
            bt-tracker-connect-timeout bt-tracker-interval bt-tracker-timeout dht-entry-point \
            dht-entry-point6 dht-file-path dht-file-path6 dht-listen-addr6 dht-listen-port \
            dht-message-timeout enable-dht enable-dht6 enable-peer-exchange follow-torrent \
            index-out listen-port max-overall-upload-limit max-upload-limit peer-agent \
            peer-id-prefix seed-ratio seed-time select-file
            """
        ),
        (
            .ignored("the disk is used in one way, which needs no setting"),
            """
            allow-piece-length-change auto-save-interval disk-cache enable-mmap file-allocation \
            max-mmap-limit no-file-allocation-limit piece-length
            """
        ),
        (
            .ignored("fragments and sources are chosen by measurement"),
            """
            lowest-speed-limit max-file-not-found max-resume-failure-tries min-split-size \
            optimize-concurrent-downloads reuse-uri server-stat-timeout stream-piece-selector \
            uri-selector
            """
        ),
        (
            .ignored("a setting of pdl-tui for all downloads"),
            """
            async-dns async-dns-server connect-timeout disable-ipv6 dscp enable-async-dns6 \
            enable-http-keep-alive enable-http-pipelining ftp-pasv ftp-reuse-connection \
            http-auth-challenge http-no-cache min-tls-version proxy-method retry-wait \
            socket-recv-buffer-size
            """
        ),
        (
            .ignored("the queue is always saved, results until they are purged"),
            """
            force-save force-sequential keep-unfinished-download-result max-download-result \
            pause-metadata remove-control-file rpc-save-upload-metadata save-not-found \
            save-session-interval
            """
        ),
        (
            .ignored("pdl-tui resumes what it can verify, and nothing else"),
            "always-resume check-integrity continue realtime-chunk-checksum"
        ),
        (
            .ignored("a Metalink's sources are used by priority and measurement"),
            """
            metalink-enable-unique-protocol metalink-language metalink-location metalink-os \
            metalink-preferred-protocol metalink-version
            """
        ),
        (
            .ignored("it concerns the output of aria2c"),
            """
            console-log-level content-disposition-default-utf8 deferred-input download-result \
            enable-color human-readable log-level quiet show-console-readout show-files stderr \
            summary-interval truncate-console-readout
            """
        ),
        (
            .only(["false"], "it is not supported; leave it out"),
            """
            conditional-get dry-run hash-check-only http-accept-gzip parameterized-uri use-head
            """
        ),
        (.only(["binary"], "files are transferred as they are; leave it out"), "ftp-type"),
        (
            .only([""], "give the user name and password within the URL of the proxy"),
            """
            all-proxy-passwd all-proxy-user ftp-proxy-passwd ftp-proxy-user http-proxy-passwd \
            http-proxy-user https-proxy-passwd https-proxy-user
            """
        ),
        (
            .only([""], "it can only be set in pdl-tui's environment (no_proxy)"),
            "no-proxy"
        ),
        (
            .only([""], "it is not supported; leave it out"),
            "metalink-base-uri ssh-host-key-md"
        ),
        (
            .refused("it concerns all downloads; set it with aria2.changeGlobalOption"),
            "max-concurrent-downloads max-overall-download-limit"
        ),
        (
            .refused("cookies are sent with header, as \"Cookie: a=1; b=2\", not from a file"),
            "load-cookies save-cookies"
        ),
        (
            .refused("it can only be set on the computer itself, in the settings of pdl-tui"),
            """
            ca-certificate certificate conf-path daemon enable-rpc event-poll help input-file \
            interface log metalink-file multiple-interface netrc-path no-conf \
            on-bt-download-complete on-download-complete on-download-error on-download-pause \
            on-download-start on-download-stop private-key rlimit-nofile rpc-allow-origin-all \
            rpc-certificate rpc-listen-all rpc-listen-port rpc-max-request-size rpc-passwd \
            rpc-private-key rpc-secret rpc-secure rpc-user save-session server-stat-if \
            server-stat-of stop stop-with-process torrent-file version
            """
        ),
    ]
}
