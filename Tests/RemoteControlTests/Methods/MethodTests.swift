import DownloadCore
import Testing

@testable import RemoteControl

@Suite(.timeLimit(.minutes(3)))
struct MethodTests {
    @Test(arguments: [
        ("", "The parameter at 0 is required but missing."),
        ("5", "The parameter at 0 has wrong type."), ("[]", "URI is not provided."),
        ("[5]", "URI is not provided."),
        (#"["http://h/a"],5"#, "The parameter at 1 has wrong type."),
        (#"["http://h/a"],{},-1"#, "Position must be greater than or equal to 0."),
        (#"["http://h/a"],{},"x""#, "The parameter at 2 has wrong type."),
        (#"["http://h/a"],{},1.5"#, "The parameter at 2 has wrong type."),
    ])
    func `addUri refuses as aria2 does`(_ params: String, message: String) async {
        let caller = Caller()
        #expect(await caller.call("addUri", params) == message)
        #expect(caller.queue.downloads.isEmpty)
    }

    @Test(arguments: [
        #"[""]"#, #"["foo"]"#, #"["magnet:?xt=urn:btih:x"]"#, #"["file:///etc/passwd"]"#,
        #"["http://h/a","foo"]"#,
    ])
    func `a URI that cannot be fetched is refused with the reason`(_ uris: String) async {
        let caller = Caller()
        let message = await caller.call("addUri", uris)
        #expect(message.hasPrefix("No URI to download. "))
        #expect(message.count > 25, "\(message)")
        #expect(caller.queue.downloads.isEmpty)
    }

    @Test func `all URIs are one file: the first and its mirrors`() async throws {
        let caller = Caller()
        let gid = await caller.call("addUri", #"["http://h/a","ftp://m/a"]"#)
        let download = try #require(caller.queue.downloads.first)
        #expect(download.request.sources == ["http://h/a", "ftp://m/a"])
        #expect(download.request.directory == "/d")
        #expect(gid == "\"\(download.gid)\"")
        #expect(download.request.gid == download.gid.description)
        #expect(
            await caller.call("getUris", gid)
                == #"[{"status":"waiting","uri":"http://h/a"},{"status":"waiting","uri":"ftp://m/a"}]"#
        )
    }

    @Test func `a position counts the waiting downloads only`() async {
        let caller = Caller()
        for name in ["1", "2", "3", "4"] { _ = await caller.add(name) }
        await caller.change(0) { $0.state = .running }
        await caller.change(2) { $0.state = .done }
        _ = await caller.call("addUri", #"["http://h/new"],{},1"#)
        #expect(caller.queue.downloads.map(\.name) == ["1", "2", "3", "new", "4"])
        _ = await caller.call("addUri", #"["http://h/last"],{},10000"#)
        #expect(caller.queue.downloads.last?.name == "last")
    }

    @Test func `a client may choose the gid, and its first digits stand for it`() async {
        let caller = Caller()
        #expect(await caller.add("a", #""gid":"ABCDEF0123456789""#) == "abcdef0123456789")
        #expect(
            await caller.call("tellStatus", #""abcd",["gid"]"#) == #"{"gid":"abcdef0123456789"}"#)
        #expect(
            await caller.add("b", #""gid":"abcdef0123456789""#)
                == "option gid: a download has this gid already")
        _ = await caller.add("b", #""gid":"abcdef0000000000""#)
        for (gid, message) in [
            ("abcd", "GID abcd is not unique"), ("1", "GID 1 is not found"), ("", "Invalid GID "),
            ("xyz", "Invalid GID xyz"), ("abcdef01234567890", "Invalid GID abcdef01234567890"),
        ] {
            #expect(await caller.call("tellStatus", "\"\(gid)\"") == message)
        }
        #expect(await caller.call("tellStatus", "5") == "The parameter at 0 has wrong type.")
        #expect(
            await caller.call("tellStatus", #""abcdef01","gid""#)
                == "The parameter at 1 has wrong type.")
    }

    @Test func `pause, unpause and remove follow the state`() async {
        let caller = Caller()
        let gid = await caller.call("addUri", #"["http://h/a"]"#)
        let plain = gid.filter { $0 != "\"" }
        #expect(await caller.call("unpause", gid) == "GID#\(plain) cannot be unpaused now")
        #expect(await caller.call("forcePause", gid) == gid)
        #expect(await caller.call("pause", gid) == "GID#\(plain) cannot be paused now")
        #expect(await caller.call("tellStatus", gid + #",["status"]"#) == #"{"status":"paused"}"#)
        #expect(await caller.call("unpause", gid) == gid)
        await caller.change(0) { $0.state = .failed(DownloadError(.timeout, "no answer")) }
        #expect(await caller.call("remove", gid) == "Active Download not found for GID#\(plain)")
        #expect(await caller.call("unpause", gid) == gid)
        await caller.change(0) { $0.state = .running }
        #expect(await caller.call("forceRemove", gid) == gid)
        #expect(caller.queue.downloads.isEmpty)
        #expect(
            await caller.call("tellStatus", gid + #",["status","errorCode"]"#)
                == #"{"errorCode":"31","status":"removed"}"#)
        #expect(await caller.call("remove", gid) == "Active Download not found for GID#\(plain)")
        #expect(await caller.call("pause", gid) == "GID#\(plain) cannot be paused now")
        for method in ["pauseAll", "forcePauseAll", "unpauseAll"] {
            #expect(await caller.call(method) == "\"OK\"")
        }
        #expect(caller.queue.intents.suffix(3) == [.pauseAll, .pauseAll, .resumeAll])
    }

    @Test func `results are purged one by one and together; files stay`() async {
        let caller = Caller()
        var gids: [String] = []
        for name in ["a", "b", "c", "d"] { gids.append(await caller.add(name)) }
        await caller.change(1) { $0.state = .done }
        await caller.change(2) { $0.state = .failed(DownloadError(.disk, "x")) }
        _ = await caller.call("remove", "\"\(gids[3])\"")
        let stopped = await caller.call("tellStopped", #"0,10,["gid","status"]"#)
        #expect(
            stopped == """
                [{"gid":"\(gids[1])","status":"complete"},{"gid":"\(gids[2])","status":"error"},\
                {"gid":"\(gids[3])","status":"removed"}]
                """)
        #expect(
            await caller.call("getGlobalStat") == """
                {"downloadSpeed":"0","numActive":"0","numStopped":"3","numStoppedTotal":"3",\
                "numWaiting":"1","uploadSpeed":"0"}
                """)
        #expect(
            await caller.call("removeDownloadResult", "\"\(gids[0])\"")
                == "Could not remove download result of GID#\(gids[0])")
        #expect(await caller.call("removeDownloadResult", "\"\(gids[3])\"") == "\"OK\"")
        #expect(
            await caller.call("removeDownloadResult", "\"\(gids[3])\"")
                == "GID \(gids[3]) is not found")
        #expect(await caller.call("purgeDownloadResult") == "\"OK\"")
        #expect(await caller.call("tellStopped", "0,10") == "[]")
        #expect(caller.queue.downloads.map(\.name) == ["a"])
        let deletes = caller.queue.intents.contains {
            if case .remove(_, let deletes) = $0 { deletes } else { false }
        }
        #expect(!deletes)
    }

    @Test func `stopped downloads are listed in the order in which they stopped`() async {
        let caller = Caller()
        for name in ["a", "b", "c"] { _ = await caller.add(name) }
        _ = await caller.call("getGlobalStat")
        for place in [2, 0, 1] { await caller.change(place) { $0.state = .done } }
        await caller.change(2) { $0.state = .failed(DownloadError(.disk, "x")) }
        _ = await caller.call("pauseAll")
        let reply = await caller.call("tellStopped", #"-1,3,["status"]"#)
        #expect(reply == "[]")
    }

    @Test(arguments: [
        (#"2,"POS_SET""#, "2", "bca"), (#"-1,"POS_SET""#, "0", "abc"),
        (#"100,"POS_SET""#, "2", "bca"), (#"1,"POS_CUR""#, "1", "bac"),
        (#"-5,"POS_CUR""#, "0", "abc"), (#"0,"POS_END""#, "2", "bca"),
        (#"-1,"POS_END""#, "1", "bac"), (#"9223372036854775807,"POS_CUR""#, "2", "bca"),
        (#"-99999999999999999999,"POS_END""#, "0", "abc"),
        (#"0,"X""#, "Illegal argument.", "abc"),
        (#""0","POS_SET""#, "The parameter at 1 has wrong type.", "abc"),
    ])
    func `changePosition moves among the waiting`(
        _ params: String, result: String, order: String
    ) async {
        let caller = Caller()
        let first = await caller.add("a")
        let active = await caller.add("x")
        for name in ["b", "y", "c"] { _ = await caller.add(name) }
        await caller.change(1) { $0.state = .running }
        await caller.change(3) { $0.state = .done }
        #expect(await caller.call("changePosition", "\"\(first)\",\(params)") == result)
        let waiting = caller.queue.downloads.filter { StatusWord($0.state).isWaiting }
        #expect(waiting.map(\.name).joined() == order)
        #expect(
            await caller.call("changePosition", "\"\(active)\",0,\"POS_SET\"")
                == "GID#\(active) not found in the waiting queue.")
    }

    @Test func `tellWaiting counts from both ends`() async {
        let caller = Caller()
        for name in ["a", "b", "c"] { _ = await caller.add(name) }
        func names(_ params: String) async -> String {
            await caller.call("tellWaiting", params + #",["files"]"#)
                .split(separator: "\"").filter { $0.hasPrefix("/d/") }.map { $0.dropFirst(3) }
                .joined()
        }
        #expect(await names("0,2") == "ab")
        #expect(await names("-1,2") == "cb")
        #expect(await names("-1,1000") == "cba")
        #expect(await names("5,1") == "")
        #expect(await caller.call("tellWaiting") == "The parameter at 0 is required but missing.")
        #expect(
            await caller.call("tellWaiting", "0") == "The parameter at 1 is required but missing.")
        #expect(
            await caller.call("tellWaiting", "0,-1")
                == "The integer parameter at 1 has invalid value: the value must be greater than or equal to 0."
        )
        #expect(await caller.call("tellActive", "5") == "The parameter at 0 has wrong type.")
    }

    @Test func `changeUri replaces sources and withholds credentials from another server`() async {
        let caller = Caller()
        let gid = await caller.add("a")
        #expect(
            await caller.call("changeUri", "\"\(gid)\",0,[],[]")
                == "The integer parameter at 1 has invalid value: the value must be greater than or equal to 1."
        )
        #expect(await caller.call("changeUri", "\"\(gid)\",2,[],[]") == "fileIndex is out of range")
        #expect(
            await caller.call("changeUri", "\"\(gid)\",1,[],[\"x\"]").hasPrefix("a URI to add: "))
        #expect(
            await caller.call("changeUri", "\"\(gid)\",1,[\"http://h/a\"],[]")
                == "a download needs at least one URI")
        #expect(
            await caller.call("changeUri", "\"\(gid)\",1,[],[\"http://m/1\",\"http://m/2\"]")
                == "[0,2]")
        #expect(
            caller.queue.downloads[0].request.sources == ["http://h/a", "http://m/1", "http://m/2"])
        #expect(
            await caller.call(
                "changeUri", "\"\(gid)\",1,[\"http://m/2\",\"http://h/a\",\"z\"],[\"http://n/\"],0")
                == "[2,1]")
        #expect(caller.queue.downloads[0].request.sources == ["http://n/", "http://m/1"])
        #expect(caller.queue.intents.contains(.replaceSource(DownloadID(1), url: "http://n/")))
        #expect(caller.queue.downloads[0].state == .paused(.user))
    }

    @Test func `a URL's credentials are not told, and changeUri knows it without them`() async {
        let caller = Caller()
        let gid = await caller.call(
            "addUri",
            #"["http://u:secret@h/a","http://m/a"],{"http-passwd":"p","http-user":"n","header":["Cookie: c=1","X-Key: k","Accept: */*"]}"#
        )
        for method in ["getUris", "getFiles", "tellStatus", "getOption"] {
            let text = await caller.call(method, gid)
            #expect(
                !text.contains("secret") && !text.contains("c=1") && !text.contains("X-Key: k"),
                "\(text)")
        }
        #expect(await caller.call("changeUri", gid + #",1,["http://********@h/a"],[]"#) == "[1,0]")
        #expect(caller.queue.downloads[0].request.sources == ["http://m/a"])
    }

    @Test(
        arguments: [
            (#"["http://h/a"]"#, "t", nil),
            (#"["http://u:p@h/a"]"#, nil, nil),
            (#"["http://h/a"],{"http-user":"n","http-passwd":"p"}"#, nil, "n:p"),
            (#"["http://h/a"],{"header":"Authorization: Basic eDp5"}"#, nil, nil),
        ] as [(String, String?, String?)])
    func `a login of an added download replaces that of the configuration`(
        _ parameters: String, _ bearer: String?, _ credentials: String?
    ) async {
        let caller = Caller { $0.template.transport.bearer = "t" }
        _ = await caller.call("addUri", parameters)
        let transport = caller.queue.downloads[0].request.transport
        #expect(transport.bearer == bearer)
        #expect(transport.credentials == credentials)
    }

    @Test func `addMetalink adds each file`() async {
        let caller = Caller()
        let text = """
            <metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="s/a"><size>5</size>
            <url>http://h/a</url><url>http://m/a</url></file>
            <file name="b"><url>http://h/b</url></file></metalink>
            """
        let reply = await caller.call(
            "addMetalink",
            "\"\(Base64.encode(text.utf8))\",{\"pause\":\"true\",\"gid\":\"00000000000000ff\"}")
        let downloads = caller.queue.downloads
        #expect(reply == #"["00000000000000ff","\#(downloads[1].gid)"]"#)
        #expect(downloads.map(\.request.directory) == ["/d/s", "/d"])
        #expect(downloads.map(\.request.name) == ["a", "b"])
        #expect(downloads[0].request.length == 5)
        #expect(downloads.allSatisfy { $0.state == .paused(.user) })
        for wrong in [
            "\"x\"", "\"!!\"", "\"\(Base64.encode(text.replacing("s/a", with: "../a").utf8))\"",
        ] {
            let message = await caller.call("addMetalink", wrong)
            #expect(message.hasPrefix("Could not parse Metalink XML document. "), "\(message)")
        }
        #expect(await caller.call("addMetalink", "5") == "The parameter at 0 has wrong type.")
        #expect(caller.queue.downloads.count == 2)
    }

    @Test func `BitTorrent's methods do not exist`() async {
        let caller = Caller()
        for method in ["addTorrent", "getPeers", "nope"] {
            #expect(await caller.call(method, "\"x\"") == "No such method: aria2.\(method)")
        }
        let list = await caller.send(#"{"id":1,"method":"system.listMethods"}"#)
        let text = String(decoding: list.body, as: UTF8.self)
        #expect(!text.contains("Torrent") && !text.contains("Peers"))
        #expect(RPCMethod.allCases.count == 34)
    }

    @Test func `a gid that was just given is taken, before the queue shows it`() async {
        let caller = Caller()
        let call =
            #"{"id":1,"method":"aria2.addUri","params":["token:\#(Caller.secret)",["http://h/a"],{"gid":"00000000000000ab"}]}"#
        let reply = await caller.send("[\(call),\(call)]")
        #expect(String(decoding: reply.body, as: UTF8.self).contains("has this gid already"))
        #expect(caller.queue.downloads.count == 1)
    }

    @Test func `shutdown needs a setting`() async {
        #expect(await Caller().call("shutdown").contains("not allowed"))
        #expect(await Caller().call("forceShutdown").contains("not allowed"))
        #expect(await Caller { $0.allowsShutdown = true }.call("shutdown") == "\"OK\"")
        #expect(await Caller().call("saveSession") == "\"OK\"")
    }

    @Test func `version and session`() async {
        let caller = Caller()
        #expect(await caller.call("getVersion").hasSuffix(#""version":"1.37.0"}"#))
        let session = await caller.call("getSessionInfo")
        #expect(session.utf8.count == #"{"sessionId":""}"#.utf8.count + 40)
        #expect(await caller.call("getSessionInfo") == session)
    }
}
