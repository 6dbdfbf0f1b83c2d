import DownloadCore
import Testing

@testable import RemoteControl

struct TokenTests {
    private func admits(_ params: [JSONValue], secret: String = "0123456789abcdef") -> Bool {
        var gate = TokenGate(secret: secret)
        var rest = params
        do throws(RPCError) {
            try gate.admit(&rest, needsToken: true)
            return !gate.isUnauthorized
        } catch {
            #expect(gate.isUnauthorized)
            return false
        }
    }

    @Test func `only the token itself is right`() {
        #expect(admits([.string("token:0123456789abcdef")]))
        for wrong in [
            "", "token:", "token:0123456789abcde", "token:0123456789abcdefg", "token:1",
            "token:0123456789abcdef0123456789abcdef", "Token:0123456789abcdef",
            "token:0123456789abcdeF", " token:0123456789abcdef", "0123456789abcdef",
        ] {
            #expect(!admits([.string(wrong)]), "\(wrong)")
        }
        #expect(!admits([]))
        #expect(!admits([.array([.string("token:0123456789abcdef")])]))
        #expect(!admits([.string("token:")], secret: ""))
    }

    @Test func `a first parameter that begins with token is always taken off`() throws {
        var gate = TokenGate(secret: "s")
        var params: [JSONValue] = [.string("token:wrong"), .string("token:s")]
        try gate.admit(&params, needsToken: false)
        #expect(params == [.string("token:s")])
        #expect(!gate.isUnauthorized)
    }

    @Test func `after a wrong token nothing is compared any more`() throws {
        var gate = TokenGate(secret: "s")
        var wrong: [JSONValue] = [.string("token:x")]
        #expect(throws: RPCError.unauthorized) { try gate.admit(&wrong, needsToken: true) }
        var right: [JSONValue] = [.string("token:s")]
        #expect(throws: RPCError.unauthorized) { try gate.admit(&right, needsToken: true) }
    }

    @Test func `a missing token leaves the others of a batch alone`() async {
        let caller = Caller()
        let reply = await caller.send(
            #"[{"id":1,"method":"aria2.getVersion"},{"id":2,"method":"aria2.getVersion","params":["#
                + #""token:\#(Caller.secret)"]}]"#)
        let text = String(decoding: reply.body, as: UTF8.self)
        #expect(reply.isUnauthorized)
        #expect(
            text.contains(#"{"id":1,"jsonrpc":"2.0","error":{"code":1,"message":"Unauthorized"}}"#))
        #expect(text.contains(#"{"id":2,"jsonrpc":"2.0","result":{"enabledFeatures""#))
    }

    @Test func `three methods need no token, except for GET`() async {
        let caller = Caller()
        for method in ["system.listMethods", "system.listNotifications"] {
            let text = #"{"id":1,"method":"\#(method)"}"#
            #expect(await caller.send(text).status == 200)
            let reply = await caller.send(text, requiresToken: true)
            #expect(reply.status == 400)
            #expect(reply.isUnauthorized)
        }
        let inner =
            #"{"id":1,"method":"system.multicall","params":[[{"methodName":"system.listMethods"}]]}"#
        #expect(await !caller.send(inner).isUnauthorized)
        #expect(await caller.send(inner, requiresToken: true).isUnauthorized)
    }

    @Test func `system.multicall wraps results, and not errors`() async {
        let caller = Caller()
        let reply = await caller.send(
            #"{"id":"m","method":"system.multicall","params":[[1,{},{"methodName":"system.multicall"},"#
                + #"{"methodName":"aria2.pauseAll","params":["token:\#(Caller.secret)"]},"#
                + #"{"methodName":"aria2.pauseAll"},{"methodName":"x","params":["token:\#(Caller.secret)"]},"#
                + #"{"methodName":"aria2.tellStatus","params":["token:\#(Caller.secret)","1"]}]]}"#)
        #expect(reply.status == 200)
        #expect(reply.isUnauthorized)
        #expect(
            String(decoding: reply.body, as: UTF8.self) == #"{"id":"m","jsonrpc":"2.0","result":["#
                + #"{"code":1,"message":"system.multicall expected struct."},"#
                + #"{"code":1,"message":"Missing methodName."},"#
                + #"{"code":1,"message":"Recursive system.multicall forbidden."},["OK"],"#
                + #"{"code":1,"message":"Unauthorized"},{"code":1,"message":"No such method: x"},"#
                + #"{"code":1,"message":"GID 1 is not found"}]}"#)
    }
}
