/// Substitutes for characters that the font of a Linux console lacks.
///
/// Such fonts have the characters of code page 437 and few more.
enum ConsoleGlyphs {
    /// Returns the text to write for a cell.
    static func text(of cell: Cell, _ canvas: Canvas) -> String {
        guard !cell.isCluster, let scalar = Unicode.Scalar(cell.code) else {
            return canvas.text(of: cell)
        }
        // The track of a bar is in line with its lower half blocks.
        if cell.style.ink == .trackBar, scalar == "─" { return "_" }
        return replacement(for: scalar).map { String($0) } ?? canvas.text(of: cell)
    }

    /// Returns the substitute for a character; `nil` when the font has it.
    static func replacement(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case "━", "╸", "╺": "▄"
        case "▸", "›": ">"
        case "●", "•": "*"
        case "✓": "√"
        case "‖", "┃": "║"
        case "…": "~"
        case "–": "-"
        case "×": "x"
        case "╭": "┌"
        case "╮": "┐"
        case "╰": "└"
        case "╯": "┘"
        case "╌": "-"
        case "▁", "▂", "▃": "_"
        case "▅": "▄"
        case "▆", "▇", "▉", "▊", "▋": "█"
        case "▍", "▎", "▏": "▌"
        case "\u{2801}"..."\u{28FF}": braille(scalar.value & 0xFF)
        default: nil
        }
    }

    /// Returns a shade for a Braille pattern, by the height of its dots.
    private static func braille(_ dots: UInt32) -> Unicode.Scalar {
        if dots & 0x09 != 0 { return "█" }
        if dots & 0x12 != 0 { return "▄" }
        return dots == 0 ? " " : "_"
    }
}
