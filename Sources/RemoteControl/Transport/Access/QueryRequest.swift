import DownloadCore

extension RPCRequest {
    /// Creates the request of a GET from its query: `method`, `id` and `params` in base64.
    ///
    /// Without a method, `params` is a batch. A query that cannot be decoded gives an empty text,
    /// which the protocol answers with a parse error.
    init(query: some StringProtocol) {
        var parts: [String: [UInt8]] = [:]
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let sides = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(decoding: percentDecoded(sides[0]), as: UTF8.self)
            if parts[name] == nil { parts[name] = sides.count > 1 ? percentDecoded(sides[1]) : [] }
        }
        let params = parts["params"].map { Base64.decode($0) ?? [] }
        guard let method = parts["method"] else {
            self.init(body: params ?? [], requiresToken: true)
            return
        }
        var body = Array("{\"jsonrpc\":\"2.0\"".utf8)
        func add(_ name: String, _ value: [UInt8]) { body += ",\"\(name)\":".utf8 + value }
        func text(_ bytes: [UInt8]) -> [UInt8] {
            JSONValue.string(String(decoding: bytes, as: UTF8.self)).text
        }
        if let id = parts["id"] { add("id", text(id)) }
        add("method", text(method))
        if let params {
            // Whatever is decoded must be one value: it may not add members to the request.
            guard (try? JSONReader.read(params)) != nil else {
                self.init(body: [], requiresToken: true)
                return
            }
            add("params", params)
        }
        self.init(body: body + [UInt8(ascii: "}")], requiresToken: true)
    }
}
