import DownloadCore

/// The lines of the help.
struct HelpLines {
    /// One line.
    enum Line: Hashable {
        case heading(String)
        /// Keys, what they do, and why that is not possible now.
        case row(keys: [String], help: String, obstacle: String?)
        case gap
    }

    private(set) var lines: [Line] = []
    var count: Int { lines.count }

    /// Lists what `search` is in; all when it is empty.
    init(_ model: Model, search: String) {
        let needle = search.lowercased()
        for group in Action.Group.allCases {
            let rows = model.options.keymap.rows(in: group).compactMap { row -> Line? in
                let text = (row.keys + [row.help, row.action.title]).joined(separator: " ")
                    .lowercased()
                guard needle.isEmpty || Self.contains(text, needle) else { return nil }
                let keys =
                    model.options.ascii ? row.keys.map { Key($0)?.asciiName ?? $0 } : row.keys
                return .row(
                    keys: keys, help: row.help, obstacle: model.disabledReason(for: row.action))
            }
            guard !rows.isEmpty else { continue }
            if !lines.isEmpty { lines.append(.gap) }
            lines.append(.heading(group.rawValue))
            lines += rows
        }
    }

    private static func contains(_ text: String, _ needle: String) -> Bool {
        let (hay, needle) = (Array(text.utf8), Array(needle.utf8))
        guard hay.count >= needle.count else { return false }
        return (0...(hay.count - needle.count)).contains {
            hay[$0..<$0 + needle.count].elementsEqual(needle)
        }
    }
}

extension View {
    /// Every key, with what is not possible now and why.
    mutating func drawHelp(_ help: Help) {
        let box = layout.help
        drawPanel(box, title: "Keys")
        canvas.cursor = nil
        let rows = layout.helpRows
        let search = Rect(x: box.x + 9, y: box.y, width: min(30, box.width - 12), height: 1)
        if help.isSearching || !help.search.text.isEmpty {
            canvas.write(
                " / ", x: search.x, y: search.y, width: 3, Style(.accent, on: .raised, bold: true))
            drawField(
                help.search,
                box: Rect(x: search.x + 3, y: search.y, width: search.width - 3, height: 1),
                hasFocus: help.isSearching)
        }
        let lines = HelpLines(model, search: help.search.text).lines
        if lines.isEmpty {
            canvas.write(
                "no key does that", x: rows.x + 1, y: rows.y, width: rows.width,
                Style(.muted, on: .raised))
        }
        let keysWidth = min(18, rows.width / 3)
        for row in 0..<rows.height where lines.indices.contains(help.top + row) {
            drawHelpLine(lines[help.top + row], rows.row(row), keysWidth: keysWidth)
        }
        drawScrollMark(
            Rect(x: box.x, y: rows.y, width: box.width - 1, height: rows.height), top: help.top,
            count: lines.count)
    }

    private mutating func drawHelpLine(_ line: HelpLines.Line, _ row: Rect, keysWidth: Int) {
        switch line {
        case .gap: break
        case .heading(let text):
            canvas.write(
                text, x: row.x + 1, y: row.y, width: row.width,
                Style(.text, on: .raised, bold: true))
        case .row(let keys, let help, let obstacle):
            let isPossible = obstacle == nil
            canvas.write(
                keys.joined(separator: " "), x: row.x + 1, y: row.y, width: keysWidth - 1,
                Style(isPossible ? .accent : .muted, on: .raised, bold: isPossible))
            let x = row.x + keysWidth + 1
            let room = row.right - x - 1
            // Why it is not possible is worth more than all of what it would do.
            let note = obstacle.map { "not now: \($0)" } ?? ""
            let noteRoom = note.isEmpty ? 0 : min(Text.width(note), room * 3 / 5) + 2
            let end = canvas.write(
                help, x: x, y: row.y, width: room - noteRoom,
                Style(isPossible ? .text : .muted, on: .raised))
            canvas.write(
                note, x: end + 2, y: row.y, width: row.right - end - 3,
                Style(.retrying, on: .raised))
        }
    }
}
