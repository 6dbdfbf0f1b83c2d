/// Untrusted text, made safe to display and measured in cells.
///
/// Scalars that could move the cursor, hide, reverse or merge with their neighbours are escaped
/// (`\x1B`, `\u{202E}`). Where terminals disagree on a width (joined emoji, skin tones, variation
/// selectors), the parts are shown in a form that all of them measure alike.
package enum Text {
    /// The maximum number of scalars read of one text; no screen is wider.
    static let longest = 4096
    /// The maximum number of marks on one character; further ones are escaped.
    static let mostMarks = 3

    /// Returns the glyphs of `text`.
    package static func glyphs(_ text: String) -> [Glyph] {
        var glyphs: [Glyph] = []
        glyphs.reserveCapacity(min(text.utf8.count, longest))
        var scalars = text.unicodeScalars.prefix(longest).makeIterator()
        var next = scalars.next()
        while let scalar = next {
            next = scalars.next()
            if (0x20..<0x7F).contains(scalar.value) {
                glyphs.append(Glyph(scalar))
                continue
            }
            switch ScalarClass(scalar) {
            case .plain(let width):
                glyphs.append(Glyph(scalar, width: width))
            case .mark:
                if attach(scalar, to: &glyphs) { continue }
                glyphs += escape(scalar)
            case .vowelOrTail:
                if let last = glyphs.last, (0x1100...0x115E).contains(last.scalar.value),
                    attach(scalar, to: &glyphs)
                {
                    continue
                }
                glyphs += escape(scalar)
            case .joiner:
                let before =
                    glyphs.last.map { $0.width == 2 && $0.scalar.properties.isEmoji } ?? false
                let after = next.map { $0.value > 0xFF && $0.properties.isEmoji } ?? false
                if !(before && after) { glyphs += escape(scalar) }
            case .selector:
                if !(glyphs.last?.scalar.properties.isEmoji ?? false) { glyphs += escape(scalar) }
            case .skinTone:
                if !(glyphs.last?.scalar.properties.isEmojiModifierBase ?? false) {
                    glyphs.append(Glyph(scalar, width: 2))
                }
            case .regional:
                if let second = next, case .regional = ScalarClass(second) {
                    glyphs.append(Glyph(scalar, marks: String(second), width: 2))
                    next = scalars.next()
                } else {
                    glyphs += escape(scalar)
                }
            case .hidden:
                glyphs += escape(scalar)
            }
        }
        return glyphs
    }

    /// Returns the number of cells of `text`.
    package static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text.utf8.count }
        return width(glyphs(text))
    }

    /// Returns the number of cells of `glyphs`.
    package static func width(_ glyphs: some Sequence<Glyph>) -> Int {
        glyphs.reduce(0) { $0 + $1.width }
    }

    /// Returns `text` with hidden scalars escaped, safe to print anywhere.
    package static func visible(_ text: String) -> String {
        var result = ""
        for glyph in glyphs(text) {
            result.unicodeScalars.append(glyph.scalar)
            result += glyph.marks
        }
        return result
    }

    /// Returns `text` in lines of at most `width` cells, broken at spaces.
    ///
    /// A word that is longer than a line is broken where the line is full.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [[Glyph]] = [[]]
        for word in text.split(separator: " ") {
            var rest = glyphs(String(word))[...]
            let used = Text.width(lines[lines.count - 1])
            let gap = used > 0 ? 1 : 0
            if used + gap + Text.width(rest) > width, Text.width(rest) <= width || used + 8 > width
            {
                lines.append([])
            } else if gap > 0 {
                lines[lines.count - 1].append(Glyph(" "))
            }
            while let glyph = rest.popFirst() {
                let isFull = Text.width(lines[lines.count - 1]) + glyph.width > width
                if isFull, !lines[lines.count - 1].isEmpty { lines.append([]) }
                lines[lines.count - 1].append(glyph)
            }
        }
        return lines.map { $0.reduce(into: "") { $0 += String($1.scalar) + $1.marks } }
    }

    /// The place where a text that is too long is truncated.
    package enum Truncation: Sendable {
        /// At the end: sentences.
        case end
        /// In the middle: names, whose start and extension both matter.
        case middle
    }

    /// Returns the glyphs of `text` in at most `width` cells.
    package static func glyphs(
        _ text: String, fitting width: Int, truncation: Truncation, ellipsis: Unicode.Scalar
    ) -> [Glyph] {
        let all = glyphs(text)
        guard Text.width(all) > width else { return all }
        guard width > 1 else { return width == 1 ? [Glyph(ellipsis)] : [] }
        let room = width - 1
        let tail = truncation == .middle ? room / 2 : 0
        return prefix(all, room - tail) + [Glyph(ellipsis)] + suffix(all, tail)
    }

    /// Returns the first glyphs that fit in `width` cells.
    private static func prefix(_ glyphs: [Glyph], _ width: Int) -> ArraySlice<Glyph> {
        var used = 0
        return glyphs.prefix { glyph in
            used += glyph.width
            return used <= width
        }
    }

    /// Returns the last glyphs that fit in `width` cells.
    private static func suffix(_ glyphs: [Glyph], _ width: Int) -> ArraySlice<Glyph> {
        var used = 0
        var start = glyphs.endIndex
        while start > glyphs.startIndex, used + glyphs[start - 1].width <= width {
            start -= 1
            used += glyphs[start].width
        }
        return glyphs[start...]
    }

    /// Adds a mark to the last glyph; returns false without one, or when it has the maximum.
    private static func attach(_ mark: Unicode.Scalar, to glyphs: inout [Glyph]) -> Bool {
        guard let last = glyphs.indices.last, !glyphs[last].isEscape,
            glyphs[last].marks.unicodeScalars.count < mostMarks
        else { return false }
        glyphs[last].marks.unicodeScalars.append(mark)
        return true
    }

    /// Returns the escaped spelling of a scalar.
    private static func escape(_ scalar: Unicode.Scalar) -> [Glyph] {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        let spelling =
            switch scalar {
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default:
                if scalar.value < 0x100 {
                    "\\x" + (hex.utf8.count < 2 ? "0" : "") + hex
                } else {
                    "\\u{" + hex + "}"
                }
            }
        return spelling.unicodeScalars.map { Glyph($0, isEscape: true) }
    }
}
