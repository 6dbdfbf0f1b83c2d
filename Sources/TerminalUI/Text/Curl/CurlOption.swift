/// The options of curl by their effect on a download.
enum CurlOption {
    /// The effect of an option.
    enum Meaning: Hashable {
        /// It has a value, which is used or checked.
        case value
        /// It is a switch, which is used or checked.
        case flag
        /// It has a value, and does not affect the fetched bytes.
        case ignoredValue
        /// It is a switch, and does not affect the fetched bytes.
        case ignoredFlag
        /// It has a value; it is ignored with a notice, since the download may differ without it.
        case omittedValue
        /// It is a switch; it is ignored with a notice, since the download may differ without it.
        case omittedFlag
        /// It has a value; it is refused, since the download would differ without it.
        case refusedValue
        /// It is a switch; it is refused, since the download would differ without it.
        case refusedFlag

        /// Whether a value follows.
        var takesValue: Bool {
            switch self {
            case .value, .ignoredValue, .omittedValue, .refusedValue: true
            case .flag, .ignoredFlag, .omittedFlag, .refusedFlag: false
            }
        }
    }

    /// Returns the long name of an option from its name or an unambiguous abbreviation.
    ///
    /// A leading `no-` turns a switch off. The result is `nil` when curl has no such option.
    static func name(of word: String) -> (name: String, isOn: Bool)? {
        if meanings[word] != nil { return (word, true) }
        if word.hasPrefix("no-"), let meaning = meanings[String(word.dropFirst(3))],
            !meaning.takesValue
        {
            return (String(word.dropFirst(3)), false)
        }
        let candidates = meanings.keys.filter { $0.hasPrefix(word) }
        return candidates.count == 1 ? candidates.first.map { ($0, true) } : nil
    }

    /// Returns the reason why an option is refused, without its value, which may be a secret.
    static func refusal(of option: String, _ shown: String) -> String {
        switch option {
        case "form", "form-string", "upload-file", "json":
            "the curl command sends data (\(shown)); only GET is fetched"
        case "next":
            // Each request has its own options: the credentials for one host are not for another.
            "the curl command has several requests (\(shown)); enter each as its own command"
        default: "the curl command has \(shown), which is not supported"
        }
    }

    /// The long names of the one-letter options.
    static let letters: [Character: String] = [
        "0": "http1.0", "1": "tlsv1", "2": "sslv2", "3": "sslv3", "4": "ipv4", "6": "ipv6",
        "a": "append", "A": "user-agent", "b": "cookie", "B": "use-ascii", "c": "cookie-jar",
        "C": "continue-at", "d": "data", "D": "dump-header", "e": "referer", "E": "cert",
        "f": "fail", "F": "form", "g": "globoff", "G": "get", "h": "help", "H": "header",
        "i": "include", "I": "head", "j": "junk-session-cookies", "J": "remote-header-name",
        "k": "insecure", "K": "config", "l": "list-only", "L": "location", "m": "max-time",
        "M": "manual", "n": "netrc", "N": "no-buffer", "o": "output", "O": "remote-name",
        "p": "proxytunnel", "P": "ftp-port", "q": "disable", "Q": "quote", "r": "range",
        "R": "remote-time", "s": "silent", "S": "show-error", "t": "telnet-option",
        "T": "upload-file", "u": "user", "U": "proxy-user", "v": "verbose", "V": "version",
        "w": "write-out", "x": "proxy", "X": "request", "y": "speed-time", "Y": "speed-limit",
        "z": "time-cond", "Z": "parallel", "#": "progress-bar", ":": "next",
    ]

    /// The effects of the options, by long name.
    static let meanings: [String: Meaning] = {
        var meanings: [String: Meaning] = [:]
        for (meaning, names) in table {
            for name in names.split(separator: " ") { meanings[String(name)] = meaning }
        }
        return meanings
    }()

    private static let table: [(Meaning, String)] = [
        (
            .value,
            """
            user-agent cookie referer cert header output output-dir user proxy proxy-user request \
            url url-query oauth2-bearer cacert key interface limit-rate socks4 socks4a socks5 \
            socks5-hostname noproxy data data-ascii data-binary data-raw data-urlencode \
            hostpubsha256 cert-type key-type
            """
        ),
        (
            .flag,
            """
            insecure netrc netrc-optional ipv4 ipv6 http2 http2-prior-knowledge get ssl ssl-reqd \
            ftp-ssl ftp-ssl-reqd globoff
            """
        ),
        (
            .ignoredFlag,
            """
            append use-ascii compressed compressed-ssh create-dirs disable disable-eprt disable-epsv \
            fail fail-early fail-with-body false-start ftp-pasv ftp-skip-pasv-ip http0.9 \
            http1.0 http1.1 include location location-trusted no-alpn no-buffer buffer alpn npn \
            keepalive sessionid no-keepalive no-npn no-sessionid no-progress-meter progress-meter \
            parallel parallel-immediate progress-bar remote-header-name remote-name \
            remote-name-all remove-on-error retry-all-errors retry-connrefused show-error silent \
            styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tr-encoding verbose \
            trace-time trace-ids xattr anyauth basic digest proxy-basic proxy-anyauth proxytunnel \
            junk-session-cookies socks5-basic sasl-ir raw path-as-is ftp-create-dirs ca-native \
            tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 ssl-no-revoke ssl-revoke-best-effort \
            ssl-allow-beast proxy-ssl-allow-beast doh-insecure doh-cert-status \
            disallow-username-in-url post301 post302 post303 crlf form-escape ftp-pret \
            skip-existing mptcp dump-ca-embed tls-earlydata follow out-null
            """
        ),
        (
            .ignoredValue,
            """
            continue-at cookie-jar create-file-mode dump-header ftp-method retry retry-delay \
            retry-max-time stderr trace trace-ascii trace-config write-out max-redirs \
            keepalive-time happy-eyeballs-timeout-ms parallel-max rate proto proto-default \
            proto-redir libcurl etag-save alt-svc hsts random-file egd-file \
            expect100-timeout connect-timeout speed-limit speed-time \
            ip-tos vlan-priority keepalive-cnt parallel-max-host upload-flags ipfs-gateway
            """
        ),
        (
            .omittedFlag,
            """
            remote-time no-clobber clobber ignore-content-length cert-status proxy-tlsv1 \
            proxy-digest proxy-insecure http3 http3-only haproxy-protocol ssl-auto-client-cert \
            proxy-ssl-auto-client-cert ftp-ssl-ccc ftp-ssl-control metalink sslv2 sslv3
            """
        ),
        (
            .omittedValue,
            """
            max-time range time-cond max-filesize ciphers tls13-ciphers tls-max curves \
            proxy-ciphers proxy-tls13-ciphers local-port dns-interface dns-ipv4-addr dns-ipv6-addr \
            dns-servers doh-url etag-compare ftp-port ftp-ssl-ccc-mode proxy-header \
            ech sigalgs knownhosts
            """
        ),
        (
            .refusedFlag,
            """
            head list-only next negotiate ntlm ntlm-wb proxy-negotiate proxy-ntlm help manual \
            version tftp-no-options mail-rcpt-allowfails socks5-gssapi socks5-gssapi-nec
            """
        ),
        (
            .refusedValue,
            """
            form form-string upload-file json config quote telnet-option aws-sigv4 unix-socket \
            abstract-unix-socket connect-to resolve preproxy proxy1.0 capath crlfile pinnedpubkey \
            pass pubkey hostpubmd5 netrc-file request-target login-options sasl-authzid \
            service-name proxy-service-name socks5-gssapi-service krb delegation engine \
            ftp-account ftp-alternative-to-user mail-auth mail-from mail-rcpt tftp-blksize \
            tlsauthtype tlspassword tlsuser proxy-cacert proxy-capath proxy-cert proxy-cert-type \
            proxy-crlfile proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey \
            proxy-tlsauthtype proxy-tlspassword proxy-tlsuser variable
            """
        ),
    ]
}
