import TerminalUI

/// A line of text whose parts have colours of the terminal's own palette.
struct PaintedText: Equatable {
    /// The colour of a part, as parameters of SGR.
    enum Paint: String {
        case plain = ""
        case faint = "90"
        case running = "36"
        case paused = "33"
        case failed = "31"
        case done = "32"
        case alarm = "1;31"
    }

    /// A part of one colour.
    private struct Part: Equatable {
        var text: String
        var paint: Paint
    }

    private var parts: [Part] = []
    /// The width in cells.
    private(set) var width = 0

    /// Creates a line of one part.
    init(_ text: String = "", _ paint: Paint = .plain) { add(text, paint) }

    /// Appends a part.
    mutating func add(_ text: String, _ paint: Paint = .plain) {
        guard !text.isEmpty else { return }
        width += Text.width(text)
        if parts.last?.paint == paint {
            parts[parts.count - 1].text += text
        } else {
            parts.append(Part(text: text, paint: paint))
        }
    }

    /// Appends another line.
    mutating func add(_ other: PaintedText) {
        for part in other.parts { add(part.text, part.paint) }
    }

    /// Returns the line cut to `width` cells, with `ellipsis` in place of what is missing.
    func cut(to width: Int, ellipsis: Unicode.Scalar) -> PaintedText {
        guard self.width > width else { return self }
        var rest = PaintedText()
        for part in parts {
            let room = width - rest.width
            guard Text.width(part.text) > room else {
                rest.add(part.text, part.paint)
                continue
            }
            let glyphs = Text.glyphs(
                part.text + " ", fitting: room, truncation: .end, ellipsis: ellipsis)
            rest.add(glyphs.map { String($0.scalar) + $0.marks }.joined(), part.paint)
            break
        }
        return rest
    }

    /// Returns the text, with colours or without.
    func text(inColor usesColor: Bool) -> String {
        parts.map { part in
            usesColor && part.paint != .plain
                ? "\u{1B}[\(part.paint.rawValue)m\(part.text)\u{1B}[0m" : part.text
        }.joined()
    }
}
