import DownloadCore
import Testing

@Suite("Messages between an engine and its faces")
struct MessageTests {
    private func sent<Message: Codable>(_ message: Message) throws -> Message {
        var reader = FrameReader()
        reader.append(try #require(Frame.bytes(of: message)))
        let next = try reader.next()
        let text = try #require(next)
        #expect(!reader.isInFrame)
        return try Message.message(text)
    }

    @Test("Every intent arrives as it was sent", arguments: RemoteSample.intents)
    func intents(_ intent: Intent) throws {
        #expect(try sent(FaceMessage.perform(7, intent)) == .perform(7, intent))
        #expect(intent.problem == nil)
    }

    @Test("Every state of a download arrives as it was sent", arguments: RemoteSample.states)
    func states(_ state: DownloadSnapshot.State) throws {
        let download = RemoteSample.download(1, state)
        #expect(try sent(download) == download)
        #expect(try sent(RemoteSample.snapshot([download])).downloads == [download])
    }

    @Test("The first frame names the protocol and the version")
    func hello() throws {
        let text = try JSONValue(encoding: Hello(version: "1.2.3", process: 42)).text
        #expect(
            String(decoding: text, as: UTF8.self)
                == #"{"protocol":2,"version":"1.2.3","process":42}"#)
    }

    @Test("Frames are found wherever the stream is cut", arguments: 1...9)
    func frames(_ step: Int) throws {
        let texts = ["{}", "", String(repeating: "x", count: 300), "[1]"].map { Array($0.utf8) }
        let stream = texts.flatMap { Frame.bytes($0) ?? [] }
        var reader = FrameReader()
        var found: [[UInt8]] = []
        var rest = stream[...]
        while !rest.isEmpty {
            reader.append(rest.prefix(step))
            rest = rest.dropFirst(step)
            while let text = try reader.next() { found.append(text) }
        }
        #expect(found == texts)
    }

    @Test("A frame beyond the limit is refused as soon as its length is known")
    func tooLong() throws {
        var reader = FrameReader()
        reader.append([0xFF, 0xFF, 0xFF, 0xFF])
        #expect(throws: FrameReader.TooLong(length: 0xFFFF_FFFF)) { try reader.next() }
        #expect(Frame.bytes(Array(repeating: 0x20, count: Frame.longest + 1)) == nil)
    }

    @Test(
        "Intents that the interface could not have sent are refused",
        arguments: [
            Intent.changeFragments([], by: .max), .changeFragments([], by: .min),
            .move([DownloadID(1)], by: .min), .retryFragment(DownloadID(1), number: 0),
            .setFragments([], .fixed(65)), .limitAll(bytesPerSecond: 0),
            .limitDownload([], bytesPerSecond: -1), .replaceSource(DownloadID(1), url: "file:///x"),
            .add([DownloadRequest(source: "https://h/f", directory: "d")]),
            .add([DownloadRequest(source: "", directory: "/d")]),
            .add([
                changed {
                    $0.transport.headers = ["A: b\r\nC: d"]
                }
            ]),
            .add([changed { $0.name = "../x" }]), .add([changed { $0.name = "a\0b" }]),
            .add([changed { $0.sources = [] }]), .add([changed { $0.length = -1 }]),
            .add([changed { $0.limit = .max }]), .add([changed { $0.directory = "/a\0b" }]),
            .edit(DownloadID(1), changed { $0.fragments = .fixed(0) }),
        ])
    func problems(_ intent: Intent) {
        #expect(intent.problem != nil)
    }

    @Test(
        "Values that no initializer would make are refused",
        arguments: [
            #"{"perform":{"_0":1,"_1":{"setFragments":{"_0":[1],"_1":65}}}}"#,
            #"{"perform":{"_0":1,"_1":{"setFragments":{"_0":[1],"_1":"all"}}}}"#,
            #"{"perform":{"_0":1}}"#, #"{"perform":{"_0":1,"_1":{}}}"#, #"{"other":{}}"#, "{}",
            #"{"watch":{"_0":{"one":{}}}}"#, "[]", "null",
        ])
    func malformed(_ text: String) {
        #expect(throws: (any Error).self) { try FaceMessage.message(Array(text.utf8)) }
    }

    @Test("Sets of ranges are refused unless they are in order")
    func ranges() throws {
        let set = ByteRangeSet([ByteRange(0, 5), ByteRange(7, 9)])
        #expect(try sent(set) == set)
        for text in ["[0]", "[5,0]", "[0,5,5,6]", "[0,5,3,9]", "[0,0]", "[-2,-1]"] {
            #expect(throws: (any Error).self) { try ByteRangeSet.message(Array(text.utf8)) }
        }
    }

    private static func changed(_ change: (inout DownloadRequest) -> Void) -> DownloadRequest {
        var request = DownloadRequest(source: "https://h/f", directory: "/d")
        change(&request)
        return request
    }
}
