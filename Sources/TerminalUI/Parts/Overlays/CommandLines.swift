import DownloadCore

/// The lines of the command list.
struct CommandLines {
    /// A line.
    enum Line: Hashable {
        case heading(String)
        case action(Action)
        /// The rest of the description of the action above.
        case more(String)
        /// Why the action above is disabled.
        case reason(String)
        case note(String)
        case gap
    }

    private(set) var lines: [Line] = []
    /// The actions in the order of their lines.
    let actions: [Action]

    init(_ model: Model, search: String) {
        actions = CommandSearch.actions(matching: search, in: model.options.keymap)
        var group: Action.Group?
        let room = Self.helpWidth(model)
        let isGrouped = search.allSatisfy { $0 == " " }
        for action in actions {
            if isGrouped, action.group != group {
                if group != nil { lines.append(.gap) }
                group = action.group
                lines.append(.heading(action.group.rawValue))
            }
            lines.append(.action(action))
            lines += Text.lines(action.help, width: room).dropFirst().map { .more($0) }
            if let reason = model.disabledReason(for: action) { lines.append(.reason(reason)) }
        }
        guard isGrouped else { return }
        lines += [
            .gap, .heading("Marks in a row"), .note("L  has a speed limit of its own"),
            .note("C  its checksum is known"), .note("M  has mirrors"),
        ]
    }

    /// Returns the lines of an entry: its first, with a heading above it, its own, and its last.
    func place(of entry: Int) -> (first: Int, line: Int, last: Int) {
        guard actions.indices.contains(entry),
            let line = lines.firstIndex(of: .action(actions[entry]))
        else { return (0, 0, 0) }
        var first = line
        while first > 0, isAbove(lines[first - 1]) { first -= 1 }
        var last = line
        while lines.indices.contains(last + 1), isBelow(lines[last + 1]) { last += 1 }
        return (first, line, entry == actions.count - 1 ? lines.count - 1 : last)
    }

    /// Returns the width of the keys in the list.
    static func keysWidth(_ model: Model) -> Int {
        min(18, max(9, Layout(model).listRows.width / 5))
    }

    private static func helpWidth(_ model: Model) -> Int {
        max(16, Layout(model).listRows.width - keysWidth(model) - 2)
    }

    private func isBelow(_ line: Line) -> Bool {
        switch line {
        case .more, .reason: true
        default: false
        }
    }

    private func isAbove(_ line: Line) -> Bool {
        switch line {
        case .heading, .gap: true
        default: false
        }
    }
}

extension View {
    /// Draws every command with its key, and why it is disabled.
    mutating func drawCommands(_ list: PickList) {
        let content = CommandLines(model, search: list.field.text)
        drawListPanel(title: "Commands", list, count: content.actions.count, of: "command")
        let rows = layout.listRows
        if content.actions.isEmpty {
            canvas.write(
                "no matching command", x: rows.x + 1, y: rows.y, width: rows.width,
                Style(.muted, on: .raised))
        }
        let picked =
            content.actions.indices.contains(list.picked) ? content.actions[list.picked] : nil
        let keysWidth = CommandLines.keysWidth(model)
        for row in 0..<rows.height where content.lines.indices.contains(list.top + row) {
            let line = content.lines[list.top + row]
            drawCommandLine(
                line, rows.row(row), keysWidth: keysWidth,
                isPicked: line == picked.map { .action($0) })
        }
        drawScrollMark(
            Rect(x: rows.x, y: rows.y, width: rows.width + 1, height: rows.height), top: list.top,
            count: content.lines.count)
    }

    private mutating func drawCommandLine(
        _ line: CommandLines.Line, _ row: Rect, keysWidth: Int, isPicked: Bool
    ) {
        let x = row.x + keysWidth + 1
        switch line {
        case .gap: break
        case .heading(let text):
            canvas.write(
                text, x: row.x, y: row.y, width: row.width, Style(.text, on: .raised, bold: true))
        case .note(let text):
            canvas.write(
                text, x: row.x + 1, y: row.y, width: row.width, Style(.muted, on: .raised))
        case .more(let text):
            canvas.write(
                text, x: x, y: row.y, width: row.right - x, Style(.muted, on: .raised))
        case .reason(let text):
            canvas.write(
                text, x: x + 2, y: row.y, width: row.right - x - 2, Style(.retrying, on: .raised))
        case .action(let action):
            let isPossible = model.disabledReason(for: action) == nil
            let keys = model.options.keymap.keys(for: action).map { keyName($0) }
            var shown: [String] = []
            for key in keys where !shown.contains(key) { shown.append(key) }
            canvas.write(
                shown.joined(separator: " "), x: row.x + 1, y: row.y, width: keysWidth - 1,
                Style(isPossible ? .accent : .muted, on: .raised, bold: isPossible))
            canvas.write(
                Text.lines(action.help, width: row.right - x - 1).first ?? "", x: x, y: row.y,
                width: row.right - x,
                Style(isPossible ? .text : .muted, on: .raised))
            if isPicked {
                canvas.put(
                    ascii ? ">" : "▸", x: row.x, y: row.y, Style(.accent, on: .raised, bold: true))
                canvas.repaper(row, from: .raised, to: .selected)
            }
        }
    }
}
