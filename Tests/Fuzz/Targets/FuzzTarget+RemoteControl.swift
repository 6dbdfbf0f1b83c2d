import DownloadCore
import RemoteControl

/// What clients of the RPC send before anything is known of them.
extension FuzzTarget {
    static let remoteControl = [requestHead, origin, webPath, frames]

    private static let rules: AccessRules = {
        var rules = AccessRules()
        rules.hosts = ["box.lan"]
        rules.servesFiles = true
        return rules
    }()

    /// The first line is method and target, each other one a field.
    private static let requestHead = FuzzTarget(
        "rpc-head",
        seeds: [
            "POST /jsonrpc?a\nHost: 127.0.0.1:6800\nOrigin: chrome-extension://abc",
            "GET /jsonrpc?method=m&id=1&params=WyJhIl0%3D\nHost: [::1]:6800\nSec-Fetch-Site: none",
            "GET /jsonrpc\nHost: box.lan\nUpgrade: websocket\nOrigin: http://box.lan",
            "OPTIONS http://localhost/jsonrpc\nHost: localhost\nOrigin: null",
            "GET /a%20b/\nHost: 10.0.0.1", "POST /jsonrpc\nHost: rebind.example",
        ]
    ) { bytes in
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines[0].split(separator: " ", maxSplits: 1).map(String.init)
        guard first.count == 2 else { return nil }
        let fields = lines.dropFirst().map { line in
            let parts = line.split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
            return (String(parts.first ?? ""), String(value))
        }
        let verdict = rules.verdict(RequestHead(first[0], first[1], fields))
        if case .refused = verdict { return nil }
        func values(_ name: String) -> [String] {
            fields.filter { $0.0.asciiLowercased == name }.map(\.1)
        }
        let host = values("host").count == 1 ? Authority(values("host")[0]) : nil
        let isOwn =
            host.map { $0.isAddress || ["localhost", "box.lan"].contains($0.host) } ?? false
        let origins = values("origin")
        let isFile = if case .file = verdict { true } else { false }
        let isKnown = origins.allSatisfy { text in
            switch Origin(text) {
            case .extension: true
            case .page(_, let authority): authority.host == host?.host
            case .opaque, nil: false
            }
        }
        let needsToken =
            if case .query(let request) = verdict { request.requiresToken } else { true }
        return broken(
            ("a single host of this machine", isOwn),
            ("no foreign origin", isFile || origins.count <= 1 && isKnown),
            ("a query is a request that needs a token", needsToken))
    }

    private static let origin = FuzzTarget(
        "rpc-origin",
        seeds: [
            "https://a.example:8443", "http://[2001:db8::1]:80", "null", "moz-extension://1-2",
            "127.0.0.1:6800", "[::ffff:1.2.3.4]", "LOCALHOST.", "a@b", "http://a/b",
            "UOSTST..", "127.0.0.1.",
        ]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let (origin, authority) = (Origin(text), Authority(text))
        let shown = (origin?.text ?? "") + (authority?.text ?? "")
        return broken(
            ("an origin is read back", origin == nil || Origin(origin?.text ?? "") == origin),
            (
                "an authority is read back",
                authority == nil || Authority(authority?.text ?? "") == authority
            ),
            (
                "plain text without credentials",
                shown.utf8.allSatisfy { 0x21..<0x7F ~= $0 && $0 != 0x40 && $0 != 0x3F }
            ))
    }

    private static let webPath = FuzzTarget(
        "rpc-path",
        seeds: ["/", "/index.html", "/js/a%20b.js", "/../a", "/%2e%2e/a", "/a%2fb", "/%00", "//a"]
    ) { bytes in
        guard let names = WebFolder.names(String(decoding: bytes, as: UTF8.self)) else {
            return nil
        }
        return broken(
            ("a name", !names.isEmpty),
            ("names within folders", names.dropLast().allSatisfy { !$0.isEmpty }),
            (
                "nothing hidden and no separators",
                names.allSatisfy {
                    !$0.hasPrefix(".") && !$0.utf8.contains(0) && !$0.utf8.contains(0x2F)
                }
            ))
    }

    /// Frames: the first byte, the length with the mask bit, the payload.
    private static let frames = FuzzTarget(
        "rpc-frames",
        bytes: [
            [0x81, 0x82, 0x61, 0x62], [0x01, 0x81, 0x61, 0x89, 0x80, 0x80, 0x81, 0x62],
            [0x82, 0x80, 0x88, 0x80], [0x81, 0x01, 0x61], [0xC1, 0x80], [0x80, 0x80],
        ]
    ) { bytes in
        var assembler = MessageAssembler()
        var rest = bytes[...]
        var sent = 0
        while rest.count >= 2, let head = rest.popFirst(), let length = rest.popFirst() {
            let payload = Array(rest.prefix(Int(length & 127)))
            rest = rest.dropFirst(payload.count)
            sent += payload.count
            let frame = MessageAssembler.Frame(
                head: head, isMasked: length & 128 != 0, payload: payload)
            switch assembler.take(frame) {
            case .violation: return nil
            case .message(let message):
                guard message.count <= sent, assembler.parts.isEmpty else {
                    return "a message is what was sent"
                }
                sent = 0
            case .nothing, .ping, .close: continue
            }
        }
        return broken(("no more bytes than were sent", assembler.parts.count <= bytes.count))
    }
}
