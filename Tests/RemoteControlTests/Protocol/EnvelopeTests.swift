import DownloadCore
import Testing

@testable import RemoteControl

struct EnvelopeTests {
    @Test(arguments: [
        ("", 500, #"{"id":null,"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error."}}"#),
        (
            "{", 500,
            #"{"id":null,"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error."}}"#
        ),
        (
            "null", 400,
            #"{"id":null,"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request."}}"#
        ),
        (
            "7", 400,
            #"{"id":null,"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request."}}"#
        ),
        (
            "{}", 400,
            #"{"id":null,"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request."}}"#
        ),
        (
            #"{"method":"system.listMethods"}"#, 400,
            #"{"id":null,"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request."}}"#
        ),
        (
            #"{"id":1}"#, 400,
            #"{"id":1,"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request."}}"#
        ),
        (
            #"{"id":1,"method":5}"#, 400,
            #"{"id":1,"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request."}}"#
        ),
        (
            #"{"id":1,"method":"x","params":{}}"#, 500,
            #"{"id":1,"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params."}}"#
        ),
        (
            #"{"id":1,"method":"x","params":null}"#, 500,
            #"{"id":1,"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params."}}"#
        ),
        (
            #"{"id":1,"method":"x"}"#, 400,
            #"{"id":1,"jsonrpc":"2.0","error":{"code":1,"message":"Unauthorized"}}"#
        ),
        (
            #"{"id":1,"method":"x","params":["token:0123456789abcdef"]}"#, 400,
            #"{"id":1,"jsonrpc":"2.0","error":{"code":1,"message":"No such method: x"}}"#
        ),
        ("[]", 200, "[]"),
        (#"[1,"x",null,[]]"#, 200, "[]"),
        (
            #"[3,{"id":1},{"id":2,"method":"x"}]"#, 200,
            #"[{"id":1,"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request."}},"#
                + #"{"id":2,"jsonrpc":"2.0","error":{"code":1,"message":"Unauthorized"}}]"#
        ),
    ])
    func `a text and its reply`(_ text: String, status: Int, body: String) async {
        let reply = await Caller().send(text)
        #expect(reply.status == status)
        #expect(String(decoding: reply.body, as: UTF8.self) == body)
    }

    @Test(arguments: [
        "0", "-1", "1", "9223372036854775807", "9223372036854775808", "18446744073709551616",
        "-123456789012345678901234567890", "1.5", #""""#, #""a\"/é""#, "null", "true",
        #"[1,{"a":2}]"#, String(repeating: "9", count: 1000),
    ])
    func `an id comes back as it was sent`(_ id: String) async throws {
        let reply = await Caller().send(#"{"id":\#(id),"method":"system.listNotifications"}"#)
        #expect(reply.status == 200)
        #expect(String(decoding: reply.body, as: UTF8.self).hasPrefix(#"{"id":\#(id),"#))
    }

    @Test(arguments: ["2", #""2.0""#, "null", "[]"])
    func `the member jsonrpc is ignored`(_ value: String) async {
        let reply = await Caller().send(
            #"{"jsonrpc":\#(value),"id":1,"method":"system.listMethods"}"#)
        #expect(reply.status == 200)
    }

    @Test func `texts that are too deep, too long or have too many calls are refused`() async {
        let caller = Caller()
        let deep = String(repeating: "[", count: 33) + String(repeating: "]", count: 33)
        #expect(await caller.send(deep).status == 500)
        let long = #"{"id":1,"method":"\#(String(repeating: "x", count: RPCLimits.bodyBytes))"}"#
        #expect(await caller.send(long).status == 500)
        let many = Array(repeating: "{}", count: RPCEnvelope.mostCalls + 1).joined(separator: ",")
        #expect(await caller.send("[\(many)]").status == 400)
        let reply = await caller.send(
            #"{"id":1,"method":"system.multicall","params":[[\#(many)]]}"#)
        #expect(reply.status == 400)
    }
}
