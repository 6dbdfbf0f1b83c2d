import DownloadCore

@testable import RemoteControl

/// What clients of the RPC send.
extension FuzzTarget {
    static let calls = [envelope, options, places]

    private static let envelope = FuzzTarget(
        "rpc-envelope",
        seeds: [
            #"{"jsonrpc":"2.0","id":"x","method":"aria2.addUri","params":["token:s",["http://h/"]]}"#,
            #"[{"id":0,"method":"a"},3,{"method":"b"},{"id":-1,"method":"c","params":{}}]"#,
            #"{"id":1,"method":"system.multicall","params":[[{"methodName":"a","params":[1]},{}]]}"#,
            #"{"id":99999999999999999999,"method":"aria2.tellStatus","params":["token:","0f",[]]}"#,
        ]
    ) { bytes in
        guard let envelope = try? RPCEnvelope(bytes) else { return nil }
        let values =
            switch envelope {
            case .single(let value): [value]
            case .batch(let values): values
            }
        var gate = TokenGate(secret: "s")
        for value in values {
            var answer = RPCAnswer(id: value["id"] ?? .null, outcome: .success(.null))
            do throws(RPCCall.Refusal) {
                let call = try RPCCall(value)
                var params = call.params
                _ = try? gate.admit(&params, needsToken: true)
                let parameters = Parameters(params)
                if let text = try? parameters.string(0) { _ = GIDPrefix(text)?.range }
                _ = (try? parameters.integer(0)).map { Page(offset: $0, count: $0).places(in: 9) }
                for inner in (try? parameters.list(0)) ?? [] {
                    _ = try? RPCCall(inMulticall: inner)
                }
            } catch {
                answer = RPCAnswer(id: error.id, outcome: .failure(error.error))
            }
            let text = answer.json.text
            if (try? JSONReader.read(text))?["id"] != answer.id { return "the id comes back" }
        }
        return broken(("the number of calls is limited", values.count <= RPCEnvelope.mostCalls))
    }

    private static let options = FuzzTarget(
        "rpc-options",
        seeds: [
            #"{"dir":"/d/a","out":"b/c","split":"5","header":["Cookie: a=1","X: y"],"gid":"0f"}"#,
            #"{"max-download-limit":"1.5M","checksum":"sha-256=00","all-proxy":"http://u:p@h:1"}"#,
            #"{"http-user":"a","http-passwd":"b","pause":true,"continue":"true","nope":1}"#,
        ]
    ) { bytes in
        guard case .object(let members) = try? JSONReader.read(bytes),
            let values = try? OptionValues(members, allowing: [.always, .download, .adding])
        else { return nil }
        var request = DownloadRequest(source: "https://h/f", directory: "/d")
        guard (try? values.apply(to: &request, within: FolderRule(["/d"]))) != nil else {
            return nil
        }
        let report = OptionReport(request, name: request.name)
        guard case .object(let again) = report.json else { return "a report is an object" }
        var same = request
        let reported = try? OptionValues(again, allowing: [.always, .download])
        let name = request.name
        guard (try? reported?.apply(to: &same, named: name, within: FolderRule(["/d"]))) != nil
        else { return "a report can be applied" }
        return broken(
            ("it stays in the folder", isInside(request.directory, request.name ?? "x")),
            ("it can be added", request.problem == nil),
            ("a report changes nothing", same.revealed(from: request) == request))
    }

    private static let places = FuzzTarget(
        "rpc-places", seeds: ["/d/a/b", "/d", "a/b", "../x", "/d/../e", ".a", "a//b"]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let rule = FolderRule(["/d"])
        if let folder = try? rule.folder(text), !isInside(folder, "x") { return "inside" }
        guard let place = try? FolderRule.place(text, in: "/d") else { return nil }
        return broken(("it stays in the folder", isInside(place.folder, place.name)))
    }

    private static func isInside(_ folder: String, _ name: String) -> Bool {
        let path = folder + "/" + name
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .dropFirst()
        return parts.first.map { $0.elementsEqual("d".utf8) } == true
            && parts.allSatisfy { !$0.isEmpty && $0.first != UInt8(ascii: ".") }
    }
}
