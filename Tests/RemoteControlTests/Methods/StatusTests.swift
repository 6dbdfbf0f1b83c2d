import DownloadCore
import Testing

@testable import RemoteControl

@Suite(.timeLimit(.minutes(3)))
struct StatusTests {
    private func download(_ state: DownloadSnapshot.State) -> DownloadSnapshot {
        var request = DownloadRequest(source: "http://h/a", directory: "/d")
        request.gid = "00000000000000ab"
        var download = DownloadSnapshot(id: DownloadID(1), request: request, name: "a")
        download.state = state
        return download
    }

    private func text(_ entry: Listed, _ keys: [String] = []) -> String {
        String(decoding: entry.json(keys).text, as: UTF8.self)
    }

    private static let states: [(DownloadSnapshot.State, StatusWord)] = [
        (.waiting, .waiting), (.asking, .active), (.running, .active), (.checking(0.5), .active),
        (.retrying(DownloadError(.timeout, ""), inSeconds: 1), .active),
        (.paused(.user), .paused), (.paused(.inUse), .paused),
        (.paused(.disk(DownloadError(.diskFull, ""))), .paused),
        (.paused(.question(.changed(""))), .paused), (.failed(DownloadError(.disk, "")), .error),
        (.done, .complete),
    ]

    @Test(arguments: states)
    func `a state and its word`(_ state: DownloadSnapshot.State, word: StatusWord) {
        #expect(Listed(download(state)).status == word)
    }

    private static let codes: [DownloadError.Kind: Int] = [
        .badURL: 1, .unknownHost: 19, .unreachable: 6, .connection: 6, .timeout: 2, .security: 1,
        .certificate: 1,
        .status: 22, .busy: 29, .credentials: 24, .expired: 24, .badResponse: 22, .changed: 8,
        .cutShort: 6, .redirect: 23, .diskFull: 9, .disk: 17, .inUse: 11, .nameTaken: 13,
        .checksum: 32, .defect: 1,
    ]

    @Test(arguments: DownloadError.Kind.allCases)
    func `an error and its code`(_ kind: DownloadError.Kind) {
        let error = DownloadError(kind, "why")
        #expect(ErrorCode(error, scheme: .https).rawValue == Self.codes[kind])
        #expect(
            text(Listed(download(.failed(error))), ["errorCode", "errorMessage"])
                == #"{"errorCode":"\#(Self.codes[kind] ?? -1)","errorMessage":"why"}"#)
    }

    @Test func `the status, the scheme and a Metalink make a difference`() {
        let gone = DownloadError(.status, "", status: 404)
        #expect(ErrorCode(gone, scheme: .http) == .notFound)
        #expect(ErrorCode(DownloadError(.status, "", status: 550), scheme: .ftp) == .ftpCommand)
        #expect(ErrorCode(DownloadError(.status, "", status: 500), scheme: nil) == .httpResponse)
        let link = DownloadError(.badResponse, "the Metalink cannot be used: it has no files")
        #expect(ErrorCode(link, scheme: .http) == .metalink)
    }

    @Test func `these keys are there always, in the order of their names`() {
        #expect(
            text(Listed(download(.waiting))) == """
                {"completedLength":"0","connections":"0","dir":"/d","downloadSpeed":"0",\
                "files":[{"completedLength":"0","index":"1","length":"0","path":"/d/a",\
                "selected":"true","uris":[{"status":"waiting","uri":"http://h/a"}]}],\
                "gid":"00000000000000ab","numPieces":"0","pieceLength":"1048576",\
                "status":"waiting","totalLength":"0","uploadLength":"0","uploadSpeed":"0"}
                """)
    }

    @Test func `every key of a download under way`() {
        var download = download(.running)
        download.length = 3_000_000
        download.received = 1 << 20
        download.covered = ByteRangeSet([ByteRange(0, 1 << 20)])
        download.bytesPerSecond = 1234.9
        download.connections = 4
        let entry = Listed(download)
        let values: [StatusKey: String] = [
            .bitfield: "\"80\"", .completedLength: "\"1048576\"", .connections: "\"4\"",
            .dir: "\"/d\"", .downloadSpeed: "\"1234\"", .gid: "\"00000000000000ab\"",
            .numPieces: "\"3\"", .pieceLength: "\"1048576\"", .status: "\"active\"",
            .totalLength: "\"3000000\"", .uploadLength: "\"0\"", .uploadSpeed: "\"0\"",
        ]
        for key in StatusKey.allCases where key != .files {
            let expected = values[key].map { "{\"\(key.rawValue)\":\($0)}" } ?? "{}"
            #expect(text(entry, [key.rawValue]) == expected)
        }
        #expect(text(entry, ["nope"]) == "{}")
        #expect(
            text(entry, ["status", "nope", "gid", "gid"])
                == #"{"gid":"00000000000000ab","status":"active"}"#)
    }

    @Test func `a complete download has all its bytes and no speed`() {
        var download = download(.done)
        download.length = 3_000_000
        download.bytesPerSecond = 5
        download.connections = 2
        #expect(
            text(
                Listed(download),
                [
                    "bitfield", "completedLength", "connections", "downloadSpeed", "errorCode",
                    "errorMessage",
                ]) == """
                    {"bitfield":"e0","completedLength":"3000000","connections":"0",\
                    "downloadSpeed":"0","errorCode":"0","errorMessage":""}
                    """)
    }

    @Test func `verification shows its progress`() {
        var download = download(.checking(0.25))
        download.length = 1000
        #expect(text(Listed(download), ["verifiedLength"]) == #"{"verifiedLength":"250"}"#)
    }

    private static let reasons: [(DownloadSnapshot.PauseReason, String)] = [
        (.user, "{}"),
        (.disk(DownloadError(.diskFull, "full")), #"{"errorCode":"9","errorMessage":"full"}"#),
        (.inUse, #"{"errorCode":"11","errorMessage":"another process uses the file"}"#),
        (
            .question(.changed("ETag")),
            #"{"errorCode":"8","errorMessage":"the file has changed at the source: ETag"}"#
        ),
        (
            .question(.unrelated("text/html")),
            #"{"errorCode":"22","errorMessage":"the server answers with something else: text/html"}"#
        ),
        (
            .question(.partFileMissing),
            #"{"errorCode":"17","errorMessage":"the part file is missing"}"#
        ),
    ]

    @Test(arguments: reasons)
    func `a pause tells its reason`(_ reason: DownloadSnapshot.PauseReason, message: String) {
        #expect(
            text(Listed(download(.paused(reason))), ["errorCode", "errorMessage"]) == message)
    }

    @Test func `getServers has one entry for each unfinished fragment`() {
        var download = download(.running)
        download.request.sources.append("http://m/a")
        download.server = ServerFacts(host: "h:80")
        download.server?.finalURL = "http://cdn/a"
        var (one, two) = (
            FragmentSnapshot(number: 1, range: ByteRange(0, 100)),
            FragmentSnapshot(number: 2, range: ByteRange(100, .max))
        )
        (one.state, one.received, one.bytesPerSecond) = (.receiving, 50, 7.5)
        (two.state, two.source) = (.connecting, 1)
        var done = FragmentSnapshot(number: 3, range: ByteRange(5, 6))
        done.state = .done
        download.fragments = [one, two, done]
        #expect(
            String(decoding: ServerList(download).json.text, as: UTF8.self) == """
                [{"index":"1","servers":[{"completedLength":"50","currentUri":"http://cdn/a",\
                "downloadSpeed":"7","fragment":"1","length":"100","offset":"0","status":"active",\
                "uri":"http://h/a"},{"completedLength":"0","currentUri":"http://m/a",\
                "downloadSpeed":"0","fragment":"2","length":"0","offset":"100",\
                "status":"connecting","uri":"http://m/a"}]}]
                """)
    }
}
