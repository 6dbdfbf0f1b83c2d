import DownloadCore

/// Extracts the terminal's reply about its background from its input.
///
/// The reply to OSC 11 is `ESC ] 11 ; rgb:RRRR/GGGG/BBBB`, ended by BEL or `ESC \\` (xterm,
/// "Operating System Commands"). Once no reply is expected any more, the same bytes are typed text.
package struct BackgroundReply: Sendable {
    /// The query to send.
    package static let question = "\u{1B}]11;?\u{1B}\\"
    /// The seconds to wait for a reply.
    private static let patience = 2.0
    /// The maximum length of a reply.
    private static let longest = 64

    private var deadline: Instant?
    private var held: [Unicode.Scalar] = []

    /// Creates a reader that expects no reply.
    package init() {}

    /// Records that the query was sent.
    package mutating func expect(from now: Instant) { deadline = now + Self.patience }

    /// Returns the input without the reply, and the colour when the reply is complete.
    package mutating func take(
        _ burst: [PasteReader.Input], at now: Instant
    ) -> (rest: [PasteReader.Input], color: Color?) {
        guard let deadline else { return (burst, nil) }
        var rest: [PasteReader.Input] = []
        for (index, input) in burst.enumerated() {
            guard case .scalar(let scalar) = input, mayContinue(with: scalar) else {
                rest += release() + [input]
                continue
            }
            held.append(scalar)
            guard let color = answer else { continue }
            held = []
            self.deadline = nil
            return (rest + burst[(index + 1)...], color)
        }
        // A lone Esc is a key; the rest of a reply arrives at once or was cut off.
        if now > deadline || held.count == 1 { rest += release() }
        if now > deadline { self.deadline = nil }
        return (rest, nil)
    }

    private mutating func release() -> [PasteReader.Input] {
        defer { held = [] }
        return held.map { .scalar($0) }
    }

    /// Whether a scalar may continue a reply.
    private func mayContinue(with scalar: Unicode.Scalar) -> Bool {
        let start = Array("\u{1B}]11;".unicodeScalars)
        if held.count < start.count { return scalar == start[held.count] }
        return held.count < Self.longest && scalar.isASCII
    }

    /// The colour of a complete reply.
    private var answer: Color? {
        let text = String(String.UnicodeScalarView(held))
        guard
            let body = text.hasSuffix("\u{7}")
                ? text.dropLast()
                : text.hasSuffix("\u{1B}\\")
                    ? text.dropLast(2) : nil, let colon = body.lastIndex(of: ":")
        else { return nil }
        let parts = body[body.index(after: colon)...].split(separator: "/").map { part in
            UInt32(part.prefix(2), radix: 16)
        }
        guard parts.count >= 3, let red = parts[0], let green = parts[1], let blue = parts[2] else {
            return Color(0)
        }
        return Color(red << 16 | green << 8 | blue)
    }
}
