import DownloadCore
import Testing

@testable import RemoteControl

@Suite(.timeLimit(.minutes(3)))
struct OptionTests {
    /// Every option that `aria2c --help=#all` of aria2 1.36 names.
    private static let aria2 = """
        all-proxy all-proxy-passwd all-proxy-user allow-overwrite allow-piece-length-change \
        always-resume async-dns async-dns-server auto-file-renaming auto-save-interval \
        bt-detach-seed-only bt-enable-hook-after-hash-check bt-enable-lpd bt-exclude-tracker \
        bt-external-ip bt-force-encryption bt-hash-check-seed bt-load-saved-metadata \
        bt-lpd-interface bt-max-open-files bt-max-peers bt-metadata-only bt-min-crypto-level \
        bt-prioritize-piece bt-remove-unselected-file bt-request-peer-speed-limit \
        bt-require-crypto bt-save-metadata bt-seed-unverified bt-stop-timeout bt-tracker \
        bt-tracker-connect-timeout bt-tracker-interval bt-tracker-timeout ca-certificate \
        certificate check-certificate check-integrity checksum conditional-get conf-path \
        connect-timeout console-log-level content-disposition-default-utf8 continue daemon \
        deferred-input dht-entry-point dht-entry-point6 dht-file-path dht-file-path6 \
        dht-listen-addr6 dht-listen-port dht-message-timeout dir disable-ipv6 disk-cache \
        download-result dry-run dscp enable-async-dns6 enable-color enable-dht enable-dht6 \
        enable-http-keep-alive enable-http-pipelining enable-mmap enable-peer-exchange \
        enable-rpc event-poll file-allocation follow-metalink follow-torrent force-save \
        force-sequential ftp-passwd ftp-pasv ftp-proxy ftp-proxy-passwd ftp-proxy-user \
        ftp-reuse-connection ftp-type ftp-user gid hash-check-only header help \
        http-accept-gzip http-auth-challenge http-no-cache http-passwd http-proxy \
        http-proxy-passwd http-proxy-user http-user https-proxy https-proxy-passwd \
        https-proxy-user human-readable index-out input-file interface \
        keep-unfinished-download-result listen-port load-cookies log log-level \
        lowest-speed-limit max-concurrent-downloads max-connection-per-server \
        max-download-limit max-download-result max-file-not-found max-mmap-limit \
        max-overall-download-limit max-overall-upload-limit max-resume-failure-tries \
        max-tries max-upload-limit metalink-base-uri metalink-enable-unique-protocol \
        metalink-file metalink-language metalink-location metalink-os \
        metalink-preferred-protocol metalink-version min-split-size min-tls-version \
        multiple-interface netrc-path no-conf no-file-allocation-limit no-netrc no-proxy \
        on-bt-download-complete on-download-complete on-download-error on-download-pause \
        on-download-start on-download-stop optimize-concurrent-downloads out \
        parameterized-uri pause pause-metadata peer-agent peer-id-prefix piece-length \
        private-key proxy-method quiet realtime-chunk-checksum referer remote-time \
        remove-control-file retry-wait reuse-uri rlimit-nofile rpc-allow-origin-all \
        rpc-certificate rpc-listen-all rpc-listen-port rpc-max-request-size rpc-passwd \
        rpc-private-key rpc-save-upload-metadata rpc-secret rpc-secure rpc-user save-cookies \
        save-not-found save-session save-session-interval seed-ratio seed-time select-file \
        server-stat-if server-stat-of server-stat-timeout show-console-readout show-files \
        socket-recv-buffer-size split ssh-host-key-md stderr stop stop-with-process \
        stream-piece-selector summary-interval timeout torrent-file truncate-console-readout \
        uri-selector use-head user-agent version
        """.split(separator: " ").map(String.init)

    @Test func `every option of aria2 is honoured, ignored for a reason, or refused`() {
        let own = Set(DownloadOption.allCases.map(\.rawValue))
        let foreign = Set(ForeignOption.table.keys)
        #expect(own.isDisjoint(with: foreign))
        #expect(own.union(foreign).isSuperset(of: Self.aria2))
        #expect(own.union(foreign).subtracting(Self.aria2) == [])
    }

    private func applied(_ options: String, source: String = "http://h/a") throws -> DownloadRequest
    {
        var request = DownloadRequest(source: source, directory: "/d")
        request.transport.credentials = "old:word"
        let value = try JSONReader.read(Array("{\(options)}".utf8))
        guard case .object(let members) = value else { throw RPCError.parse }
        try OptionValues(members, allowing: [.always, .download, .adding])
            .apply(to: &request, within: FolderRule(["/d"]))
        return request
    }

    private typealias Look = @Sendable (DownloadRequest) -> Bool

    private static let honored: [(DownloadOption, String, Look)] = [
        (.allProxy, "http://p:1", { $0.transport.proxy == "http://p:1" }),
        (.allowOverwrite, "true", { $0.onExists == .overwrite }),
        (.autoFileRenaming, "false", { $0.onExists == .fail }),
        (.checkCertificate, "false", { $0.transport.insecure }),
        (.checksum, "md5=0123456789abcdef0123456789abcdef", { $0.checksum?.algorithm == .md5 }),
        (.dir, "/d/e", { $0.directory == "/d/e" }),
        (.followMetalink, "false", { $0.metalink == .file }),
        (.ftpPasswd, "x", { $0.transport.credentials == "old:x" }),
        (.ftpProxy, "http://p:1", { $0.transport.proxy == "http://p:1" }),
        (.ftpUser, "x", { $0.transport.credentials == "x:word" }),
        (.gid, "00000000000000ab", { $0.gid == nil }),
        (.header, "A: b", { $0.transport.headers == ["A: b"] }),
        (.httpPasswd, "x:y", { $0.transport.credentials == "old:x:y" }),
        (.httpProxy, "http://p:1", { $0.transport.proxy == "http://p:1" }),
        (.httpUser, "x", { $0.transport.credentials == "x:word" }),
        (.httpsProxy, "", { $0.transport.proxy == "" }),
        (.maxConnectionPerServer, "8", { $0.fragments == .fixed(8) }),
        (.maxDownloadLimit, "10K", { $0.limit == 10240 }),
        (.maxTries, "7", { $0.overrides.tries == 7 }),
        (.noNetrc, "false", { $0.transport.usesNetrc }),
        (.out, "e/f", { $0.directory == "/d/e" && $0.name == "f" }),
        (.pause, "true", { $0.name == nil }),
        (.referer, "http://r/", { $0.transport.referer == "http://r/" }),
        (.remoteTime, "true", { $0.overrides.usesServerTime == true }),
        (.split, "5", { $0.fragments == .fixed(5) }),
        (.timeout, "30", { $0.overrides.timeout == 30 }),
        (.userAgent, "u", { $0.transport.userAgent == "u" }),
    ]

    @Test func `every option that is honoured has its effect`() throws {
        #expect(Self.honored.map(\.0) == DownloadOption.allCases)
        for (option, value, look) in Self.honored {
            let scheme = option.rawValue.prefix { $0 != "-" }
            let source = ["https", "ftp"].contains(scheme) ? "\(scheme)://h/a" : "http://h/a"
            let request = try applied("\"\(option.rawValue)\":\"\(value)\"", source: source)
            #expect(look(request), "\(option)")
        }
    }

    private static let effects: [(String, Look)] = [
        (#""split":16,"max-connection-per-server":"4""#, { $0.fragments == .fixed(4) }),
        (#""split":"500""#, { $0.fragments == .fixed(64) }),
        (#""split":"""#, { $0.fragments == .auto }),
        (#""max-download-limit":"0""#, { $0.limit == nil }),
        (#""allow-overwrite":"false","auto-file-renaming":"true""#, { $0.onExists == .rename }),
        (#""allow-overwrite":"false","auto-file-renaming":"false""#, { $0.onExists == .fail }),
        (#""allow-overwrite":true,"auto-file-renaming":"false""#, { $0.onExists == .overwrite }),
        (#""user-agent":"","referer":"""#, { $0.transport.userAgent == nil }),
        (#""https-proxy":"http://p:1""#, { $0.transport.proxy == nil }),
        (
            #""http-proxy":"http://p:1","all-proxy":"http://q:1""#,
            { $0.transport.proxy == "http://p:1" }
        ),
        (#""ftp-user":"x""#, { $0.transport.credentials == "old:word" }),
        (#""out":"""#, { $0.name == nil }), (#""checksum":"""#, { $0.checksum == nil }),
        (#""dir":"/d//e/""#, { $0.directory == "/d/e" }),
        (#""follow-torrent":"mem","continue":"true","seed-time":"0""#, { $0.name == nil }),
        (#""dry-run":"false","no-proxy":"""#, { $0.name == nil }),
        (
            #""header":["Cookie: a=1","cookie:b=2","Range: bytes=0-1","Expect: x","TE: gzip","#
                + #""User-Agent: x","Referer: http://r/","X-A: 1","Host:","Connection: X"]"#,
            {
                $0.transport.cookies == "a=1; b=2" && $0.transport.userAgent == "x"
                    && $0.transport.referer == "http://r/" && $0.transport.headers == ["X-A: 1"]
            }
        ),
        (#""header":"A: 1\nB: 2""#, { $0.transport.headers == ["A: 1", "B: 2"] }),
        (
            #""header":["User-Agent: x"],"user-agent":"y""#,
            { $0.transport.userAgent == "y" && $0.transport.headers.isEmpty }
        ),
    ]

    @Test func `options together`() throws {
        for (options, look) in Self.effects {
            #expect(look(try applied(options)), "\(options)")
        }
    }

    @Test(arguments: [
        (#""nope":"1""#, "option nope: there is no such option"),
        (#""split":"x""#, "option split: write a number from 1 to 64"),
        (#""split":"0""#, "option split: write a number from 1 to 64"),
        (#""split":-1"#, "option split: write a number from 1 to 64"),
        (#""split":["1","2"]"#, "option split: write one value, not a list"),
        (#""split":null"#, "option split: its value is not a string"),
        (#""pause":{}"#, "option pause: its value is not a string"),
        (#""check-certificate":"maybe""#, "option check-certificate: write true or false"),
        (#""max-tries":"-1""#, "option max-tries: write a number from 1 to 1000"),
        (#""timeout":"0""#, "option timeout: write a number of seconds"),
        (#""timeout":"1h""#, "option timeout: write a number of seconds"),
        (#""remote-time":"yes""#, "option remote-time: write true or false"),
        (#""max-download-limit":"1Q""#, "option max-download-limit: "),
        (#""checksum":"sha-1=12""#, "option checksum: write sha-256=HEX"),
        (#""checksum":"adler32=01020304""#, "option checksum: write sha-256=HEX"),
        (#""all-proxy":"gopher://p""#, "option all-proxy: "),
        (#""header":"no colon""#, "option header: a header line has the form"),
        (#""header":["A: b\r"]"#, "option header: it contains a line break"),
        (#""user-agent":"a\nb""#, "option user-agent: it contains a line break"),
        (#""dir":"e""#, "option dir: write an absolute path"),
        (#""dir":"/etc""#, "option dir: it is outside the allowed folders"),
        (#""out":"/etc/passwd""#, "option out: write a path relative to dir"),
        (#""load-cookies":"/c""#, "option load-cookies: cookies are sent with header"),
        (#""dry-run":"true""#, "option dry-run: it is not supported"),
        (#""no-proxy":"h""#, "option no-proxy: "),
        (
            #""on-download-complete":"/bin/sh""#,
            "option on-download-complete: it can only be set on the computer"
        ),
        (#""private-key":"/k""#, "option private-key: it can only be set on the computer"),
        (
            #""max-concurrent-downloads":"1""#,
            "option max-concurrent-downloads: it concerns all downloads"
        ),
    ])
    func `an option that cannot be honoured is refused in words`(
        _ options: String, message: String
    ) async {
        let caller = Caller()
        let reply = await caller.call("addUri", #"["http://h/a"],{\#(options)}"#)
        #expect(reply.hasPrefix(message), "\(reply)")
        #expect(caller.queue.downloads.isEmpty)
    }

    @Test(arguments: [
        "/d/..", "/d/../etc", "/d/./e", "/d/.ssh", "/d/e/.f", "/e", "/", "/dd", "d", "~/d", "",
        "/home/u", "/home/u/.config", "/d/a\u{600}/../e", "/d/a/\u{301}../../e", "/e\u{301}",
        "/d/a\u{0}b", "/d/a\nb",
    ])
    func `a folder outside of the allowed ones is refused`(_ path: String) {
        let rule = FolderRule(["/d", "/home/u/.files", "/\u{E9}"])
        #expect(throws: FolderRule.Problem.self) { try rule.folder(path) }
    }

    @Test func `an allowed folder and those below it are accepted`() throws {
        let rule = FolderRule(["/d/", "/home/u/.files"])
        #expect(try rule.folder("/d") == "/d")
        #expect(try rule.folder("/d/") == "/d")
        #expect(try rule.folder("//d//a b/ü") == "/d/a b/ü")
        #expect(try rule.folder("/home/u/.files/x") == "/home/u/.files/x")
        #expect(try FolderRule(["/"]).folder("/srv") == "/srv")
    }

    @Test(arguments: [
        "/a", "../a", "a/../b", "./a", "a/", "a//b", "", ".a", ".a/b", "a/.b", "a\u{0}", "a\\b",
        "-x", "a\u{600}/../b", "/\u{301}a", "a/\u{301}b\u{600}/.c",
        String(repeating: "x", count: 256), "a\u{202E}b",
    ])
    func `a name that could leave the folder is refused`(_ path: String) {
        #expect(throws: FolderRule.Problem.self) { try FolderRule.place(path, in: "/d") }
    }

    @Test func `a link out of the allowed folders is not followed`() async {
        let caller = Caller()
        let gid = await caller.add("a")
        let metalink = """
            <metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="link/f">\
            <url>http://h/f</url></file></metalink>
            """
        let document = Base64.encode(Array(metalink.utf8))
        for reply in [
            await caller.call("addUri", #"["http://h/a"],{"dir":"/d/link"}"#),
            await caller.call("addUri", #"["http://h/a"],{"out":"link/x"}"#),
            await caller.call("addMetalink", "\"\(document)\""),
            await caller.call("changeOption", #""\#(gid)",{"dir":"/d/e/link/f"}"#),
            await caller.call("changeGlobalOption", #"{"dir":"/d/link"}"#),
        ] {
            #expect(
                reply == "options dir and out: a symbolic link leads out of the allowed folders")
        }
        #expect(caller.queue.downloads.map(\.request.directory) == ["/d"])
        #expect(await caller.call("getGlobalOption").contains(#""dir":"/d""#))
    }

    @Test func `what getOption reports changes nothing`() async throws {
        let caller = Caller()
        let gid = await caller.call(
            "addUri",
            #"["http://u:w@h/a"],{"split":"7","max-download-limit":"1M","http-user":"n","#
                + #""http-passwd":"p","header":["Cookie: c=1","X-Key: k","Accept: */*"],"out":"e/f","#
                + #""checksum":"md5=0123456789abcdef0123456789abcdef","referer":"http://r/","#
                + #""max-tries":"0","timeout":"9","remote-time":"false"}"#)
        let before = try #require(caller.queue.downloads.first)
        let report = await caller.call("getOption", gid)
        #expect(report.contains(#""dir":"/d/e""#) && report.contains(#""out":"f""#), "\(report)")
        let intents = caller.queue.intents.count
        #expect(await caller.call("changeOption", "\(gid),\(report)") == "\"OK\"")
        #expect(caller.queue.downloads.first?.request == before.request)
        #expect(caller.queue.intents.count == intents)
        let global = await caller.call("getGlobalOption")
        #expect(await caller.call("changeGlobalOption", global) == "\"OK\"")
        #expect(await caller.call("getGlobalOption") == global)
    }

    @Test func `a download outside of the allowed folders keeps its place`() async {
        let caller = Caller()
        await caller.change { snapshot in
            let request = DownloadRequest(source: "http://h/a", directory: "/else/.where")
            snapshot.downloads = [DownloadSnapshot(id: DownloadID(1), request: request, name: ".a")]
        }
        let gid = "\"\(GID(of: DownloadID(1)))\""
        let report = await caller.call("getOption", gid)
        #expect(await caller.call("changeOption", "\(gid),\(report)") == "\"OK\"")
    }

    @Test func `options change live, and each with the least`() async {
        let caller = Caller()
        let gid = "\"\(await caller.add("a"))\""
        let id = DownloadID(1)
        #expect(
            await caller.call("changeOption", gid + #",{"split":"3","max-download-limit":"10K"}"#)
                == "\"OK\"")
        #expect(
            caller.queue.intents.suffix(2) == [
                .setFragments([id], .fixed(3)), .limitDownload([id], bytesPerSecond: 10240),
            ])
        #expect(await caller.call("changeOption", gid + #",{"referer":"http://r/"}"#) == "\"OK\"")
        #expect(caller.queue.downloads[0].request.transport.referer == "http://r/")
        for (options, message) in [
            (#"{"gid":"00000000000000ab"}"#, "option gid: it can only be set when"),
            (#"{"pause":"true"}"#, "option pause: it can only be set when"),
            ("5", "The parameter at 1 has wrong type."),
        ] {
            #expect(await caller.call("changeOption", "\(gid),\(options)").hasPrefix(message))
        }
        #expect(
            await caller.call("changeOption", gid) == "The parameter at 1 is required but missing.")
        await caller.change(0) { $0.state = .done }
        #expect(
            await caller.call("changeOption", gid + ",{}").hasPrefix(
                "Cannot change option for GID#"))
    }

    @Test func `global options are limits of the queue and defaults of new downloads`() async {
        let caller = Caller()
        #expect(
            await caller.call("getGlobalOption").contains(
                #""max-concurrent-downloads":"3","max-download-limit":"0","max-overall-download-limit":"0""#
            ))
        #expect(
            await caller.call(
                "changeGlobalOption",
                #"{"max-overall-download-limit":"2M","max-concurrent-downloads":"5","split":"9","dir":"/d/new","user-agent":"x"}"#
            ) == "\"OK\"")
        #expect(
            caller.queue.intents == [.limitAll(bytesPerSecond: 2 << 20), .setActiveDownloads(5)])
        let report = await caller.call("getGlobalOption")
        #expect(
            report.contains(#""max-concurrent-downloads":"5""#) && report.contains(#""split":"9""#))
        _ = await caller.add("a")
        let request = caller.queue.downloads.first?.request
        #expect(request?.fragments == .fixed(9))
        #expect(request?.directory == "/d/new")
        for (options, message) in [
            (
                #"{"max-concurrent-downloads":"0"}"#,
                "option max-concurrent-downloads: write a number"
            ),
            (#"{"out":"x"}"#, "option out: it belongs to one download"),
            (#"{"rpc-secret":"x"}"#, "option rpc-secret: it can only be set on the computer"),
            (#"{"dir":"/etc"}"#, "option dir: it is outside"),
        ] {
            #expect(await caller.call("changeGlobalOption", options).hasPrefix(message))
        }
    }
}
