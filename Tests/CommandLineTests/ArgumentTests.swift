import DownloadCore
import Foundation
import Testing

@testable import pdl_tui

struct ArgumentTests {
    @Test(arguments: [
        ("gte", "did you mean get?"), ("lsit", "did you mean list?"),
        ("confg", "did you mean config?"),
        ("GET", "did you mean get?"), ("completion", "did you mean completions?"),
        ("download", "a URL begins with"), ("hlep", "did you mean help?"),
    ])
    func `a word that is neither a command nor a URL is reported`(_ word: String, _ hint: String) {
        for arguments in [[word, "https://a/b"], ["-n", "4", word], [word]] {
            do {
                _ = try PDLTUI.parse(ArgumentList(arguments))
                Issue.record("taken: \(arguments)")
            } catch {
                let failure = CommandFailure.of(error, arguments: arguments)
                #expect(failure.code == .wrongUsage)
                #expect(failure.complaint.contains("there is no command \"\(word)\"; \(hint)"))
            }
        }
    }

    @Test(arguments: ["https://a/b", "example.org/x", "list.meta4", "localhost", "a/b", "x1:80"])
    func `a possible URL is not mistaken for a command`(_ word: String) {
        #expect(CommandWord.problem(with: word) == nil)
    }

    @Test func `bytes outside UTF-8 are kept in a URL and refused elsewhere`() throws {
        let url = Array("http://a/caf".utf8) + [0xE9] + Array(".bin".utf8)
        #expect(try ProcessArguments.decoded([url]) == ["http://a/caf%E9.bin"])
        #expect(try ProcessArguments.decoded([Array("caf\u{e9}".utf8)]) == ["caf\u{e9}"])
        for bad in [Array("-d".utf8) + [0xE9], [0xE9], Array("--proxy=http://a".utf8) + [0xFF]] {
            #expect(throws: SettingError.self) { try ProcessArguments.decoded([bad]) }
        }
    }

    @Test(arguments: [
        (["get", "--user", "a:sEcRet"], "argument 3 is not valid UTF-8"),
        (["get", "--user=a:sEcRet"], "argument 2 (--user) is not valid UTF-8"),
        (["--bearer", "sEcRet"], "argument 2 is not valid UTF-8"),
        (["--bearer=sEcRet=="], "argument 1 (--bearer) is not valid UTF-8"),
        (["-H", "X-Key: sEcRet"], "argument 2 is not valid UTF-8"),
        (["-HX-Key: sEcRet"], "argument 1 is not valid UTF-8"),
        (["--header=X-Key: sEcRet"], "argument 1 (--header) is not valid UTF-8"),
        (["--proxy=http://u:sEcRet@h:1"], "argument 1 (--proxy) is not valid UTF-8"),
        (["http:/u:sEcRet@h/"], "argument 1 is not valid UTF-8"),
        (["--sEcRet"], "argument 1 is not valid UTF-8"),
        (["--sEcRet:x=y"], "argument 1 is not valid UTF-8"),
    ])
    func `an argument that is not UTF-8 is named and not quoted`(
        _ arguments: [String], _ message: String
    ) {
        for end in [[0xFF], [0xC3], [0xED, 0xA0, 0x80]] as [[UInt8]] {
            var bytes = arguments.map { Array($0.utf8) }
            bytes[bytes.count - 1] += end
            let error = #expect(throws: SettingError.self) {
                try ProcessArguments.decoded(bytes)
            }
            #expect(error?.message == message)
        }
    }

    @Test(
        arguments: [
            ("--user", "me:secret", "*********"), ("--bearer", "tok", "***"),
            (nil, "--user=me:secret", "--user=*********"), (nil, "--bearer=tok", "--bearer=***"),
            ("-H", "Cookie: a=1", "***********"), ("-H", "Accept: x", "Accept: x"),
            (nil, "-HX-Key: k", "-H********"), (nil, "--header=Accept: x", "--header=Accept: x"),
            ("--proxy", "me:pw@h:1", "*****@h:1"), (nil, "--proxy=me:pw@h:1", "--proxy=*****@h:1"),
            ("get", "https://me:pw@h/f@x", "https://*****@h/f@x"),
            ("get", "https://h/@", "https://h/@"),
            ("--user", "", ""), ("-d", "x@y", "x@y"),
            ("-vH", "X-Key: s", "********"), ("-qH", "X-Key: s", "********"),
            ("-Hq", "X-Key: s", "********"), ("-vH", "Accept: x", "Accept: x"),
            ("-qv", "X-Key: s", "X-Key: s"), (nil, "-vHX-Key: s", "-vH********"),
            (nil, "-vHAccept: x", "-vHAccept: x"), (nil, "-vH", "-vH"), (nil, "-H", "-H"),
            ("-H1", "X-Key: s", "X-Key: s"), ("--Host", "X-Key: s", "X-Key: s"),
        ] as [(String?, String, String)])
    func `secrets among the arguments are hidden`(
        _ previous: String?, _ argument: String, _ shown: String
    ) {
        var bytes = Array(argument.utf8)
        if let range = ProcessArguments.secret(in: bytes, after: previous.map { Array($0.utf8) }) {
            for index in range { bytes[index] = UInt8(ascii: "*") }
        }
        #expect(String(decoding: bytes, as: UTF8.self) == shown)
    }

    @Test(
        arguments: [
            (nil, "http://u:s", "@127.0.0.1/caf\u{e9}.bin", 7), (nil, "ftp://u:s", "@h/", 6),
            ("--proxy", "u:s", "@h:1", 0), (nil, "--proxy=http://u:s", "@h:1", 15),
            ("--user", "me:s", "", 0), (nil, "--bearer=s", "", 9), ("-H", "X-Key: s", "", 0),
            ("-vH", "X-Key: s", "", 0), (nil, "-HX-Key: s", "", 2), (nil, "--header=X: s", "", 9),
        ] as [(String?, String, String, Int)])
    func `secrets in any encoding are hidden`(
        _ previous: String?, _ beginning: String, _ end: String, _ start: Int
    ) {
        let previous = previous.map { Array($0.utf8) }
        for byte in [0x80, 0xC3, 0xFF] as [UInt8] {
            let secret = Array(beginning.utf8) + [byte]
            let argument = secret + end.utf8
            #expect(
                ProcessArguments.secret(in: argument, after: previous) == start..<secret.count)
            // The byte that is not UTF-8 may follow the secret too.
            #expect(
                ProcessArguments.secret(in: Array((beginning + end).utf8) + [byte], after: previous)
                    == start..<(beginning.utf8.count + (end.isEmpty ? 1 : 0)))
        }
    }

    @Test(arguments: [
        ("PDL_PROXI", "PDL_PROXY"), ("PDL_LIMITS", "PDL_LIMIT"), ("PDL_TIMOUT", "PDL_TIMEOUT"),
    ])
    func `a misspelt variable is reported`(_ name: String, _ meant: String) {
        let problem = EffectiveSettings.misspelling(among: ["PATH", "PDL_URL", name])
        #expect(problem?.contains("\(name) in the environment") == true)
        #expect(problem?.hasSuffix("did you mean \(meant)?") == true)
    }

    @Test func `variables of others and of hooks are left alone`() {
        let names = [
            "PDL_URL", "PDL_PATH", "PDL_NAME", "PDL_SIZE", "PDL_EVENT", "PDL_ERROR",
            "PDL_ERROR_KIND", "PDL_AUTOPTHREAD_TARG", "PDL_PROXY", "PDL_KEYSTORE", "PDL_IPX",
        ]
        #expect(EffectiveSettings.misspelling(among: names) == nil)
    }

    @Test(arguments: ["-", "/dev/null", "/dev/stdout", "/tmp"])
    func `an output that is not a regular file is refused`(_ output: String) {
        var builder = RequestBuilder(
            settings: Settings(), directory: "/base", currentDirectory: "/cwd", home: nil,
            directoryIsGiven: false)
        builder.output = output
        #expect {
            try builder.request(InputLine(url: "https://a/b"))
        } throws: { error in
            (error as? SettingError)?.message.hasPrefix("--output \(output)") == true
        }
    }

    @Test func `a name of an open file is not the name of a file`() throws {
        let folder = NSTemporaryDirectory() + "pdl-open-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data().write(to: URL(fileURLWithPath: folder + "/file"))
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder + "/file"))
        let number = file.fileDescriptor
        for (name, target) in [
            ("absolute", "/dev/fd/\(number)"), ("relative", "absolute"), ("again", "./relative"),
            ("folder", "/proc/self/fd"), ("ordinary", "file"), ("dangling", "nothing"),
            ("loop", "loop"),
        ] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(name)", withDestinationPath: target)
        }
        for path in [
            "/dev/fd/\(number)", "/proc/self/fd/\(number)", "/proc/\(getpid())/fd/\(number)",
            "/dev/../dev/fd/\(number)", "/dev/stdout", "/dev/stderr",
        ] { #expect(OpenFileName.contains(path), "\(path)") }
        for name in ["absolute", "relative", "again", "folder/\(number)"] {
            #expect(OpenFileName.contains("\(folder)/\(name)"), "\(name)")
        }
        for name in ["file", "ordinary", "dangling", "loop", "new", "none/new"] {
            #expect(!OpenFileName.contains("\(folder)/\(name)"), "\(name)")
        }
        try file.close()
    }
}

struct SecretFileTests {
    private let folder: String

    init() {
        folder = NSTemporaryDirectory() + "pdl-secret-\(UUID().uuidString)"
    }

    private func read(
        _ content: String, _ options: [(String, SettingValue)] = [],
        named name: String = "user-file"
    ) -> (Settings?, String) {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var effective = EffectiveSettings()
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try Data(content.utf8).write(to: URL(filePath: folder + "/secret"))
            try effective.apply(option: name, .text(folder + "/secret"))
            for (name, value) in options { try effective.apply(option: name, value) }
            try effective.readSecretFiles(home: nil, base: "/", canReadInput: false)
            return (effective.settings, "")
        } catch {
            return (nil, (error as? SettingError)?.message ?? "\(error)")
        }
    }

    @Test(arguments: ["me:secret", "me:secret\n", "me:secret\r\n\n"])
    func `a user name and password are read from a file`(_ content: String) {
        #expect(read(content).0?.transport.credentials == "me:secret")
    }

    @Test func `a token is read from a file`() {
        #expect(read("tok\n", named: "bearer-file").0?.transport.bearer == "tok")
    }

    @Test(arguments: ["nocolon", "", "\n", "me:a\nme:b", "\u{feff}me:a", "me:a\u{0}"])
    func `a file with anything else is refused without quoting it`(_ content: String) {
        let (settings, message) = read(content)
        #expect(settings == nil && message.hasPrefix("--user-file: /"), "\(message)")
        #expect(!message.contains("nocolon") && !message.contains("me:"))
    }

    @Test func `the option and its file cannot be combined`() {
        #expect(read("a:b", [("user", .text("c:d"))]).1.contains("cannot be combined"))
        #expect(read("", [("user-file", .text("-"))]).1.contains("standard input is in use"))
        #expect(read("", [("user-file", .text("/nowhere/x"))]).1.contains("No such file"))
    }

    @Test func `a missing file is reported with the place that names it`() throws {
        for (name, variable) in [("user", "PDL_USER_FILE"), ("bearer", "PDL_BEARER_FILE")] {
            var effective = EffectiveSettings()
            let text = "[request]\n\(name)-file = \"/nowhere/x\"\n"
            try effective.apply(SettingsFile(bytes: Array(text.utf8), path: "/c.toml"))
            func message() -> String {
                #expect(throws: SettingError.self) {
                    var copy = effective
                    try copy.readSecretFiles(home: nil, base: "/", canReadInput: false)
                }?.message ?? ""
            }
            #expect(message().hasPrefix("/c.toml:2: request.\(name)-file: /nowhere/x: "))
            try effective.apply(environment: [variable: "/nowhere/y"])
            #expect(message().hasPrefix("\(variable) in the environment: /nowhere/y: "))
        }
    }
}
