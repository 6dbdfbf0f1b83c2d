import DownloadCore

extension View {
    /// Draws the last line: a prompt, a question, a message, or the keys that matter now.
    mutating func drawHintLine() {
        let line = layout.hint
        canvas.fill(line, " ", Style(.text, on: .raised))
        switch model.overlay {
        case .prompt(let prompt): drawPrompt(prompt)
        case .question(let question): drawQuestion(question)
        case .commands:
            drawHints([("Enter", "run"), (ascii ? "Up Down" : "↑ ↓", "pick"), ("Esc", "close")])
        case .history:
            drawHints([
                ("Enter", "fetch again"), (ascii ? "Up Down" : "↑ ↓", "pick"), ("Esc", "close"),
            ])
        case .settings:
            drawHints([
                ("Enter", "save"), ("Esc", "cancel"), (ascii ? "Up Down" : "↑ ↓", "pick"),
                (ascii ? "Left Right" : "← →", "change"),
            ])
        case .review(let review):
            var hints: [(String, String)] = []
            if review.new > 0 { hints.append(("Enter", "add \(review.new)")) }
            if review.slips > 0 { hints.append(("f", "accept all fixes")) }
            hints += [("e", "edit"), ("Esc", "cancel")]
            drawHints(hints)
        case .form(let form):
            let verb = form.edited == nil ? "add" : "save"
            var hints = [("Enter", verb), ("Esc", "cancel"), ("Tab", "next field")]
            if form.focus.isMultiline { hints.append(("Ctrl-J", "new line")) }
            if form.suggestion != nil { hints.insert(("Ctrl-Y", "accept suggestion"), at: 1) }
            hints.append(("Ctrl-O", form.showsMore ? "fewer fields" : "more fields"))
            drawHints(hints)
        case nil:
            if let trouble = model.notices.trouble {
                // Messages about what was asked since are not true before the engine performs it.
                canvas.write(
                    trouble, x: 1, y: line.y, width: line.width - 2, Style(.failed, on: .raised),
                    truncation: .end)
            } else if let toast = model.notices.toast {
                canvas.write(
                    toast.text, x: 1, y: line.y, width: line.width - 2,
                    Style(toast.ink, on: .raised), truncation: .end)
            } else if let count = model.count, count.isCertain {
                drawHints([("\(count.value)", "J or K moves that far"), ("Esc", "cancel")])
            } else {
                drawHints(
                    keyHints.map { ($0.key, $0.word) }, actions: keyHints.map(\.action),
                    keepingLast: 2)
            }
        }
    }

    /// The keys that are most likely wanted now.
    private var keyHints: [(key: String, word: String, action: Action)] {
        var actions: [Action] = []
        if !model.selection.marks.isEmpty { actions.append(.mark) }
        // Keys that help a failed download come before the general ones.
        let fault = model.selected?.fault
        if let fault { actions += fault.remedies.map(\.action) }
        if model.focus == .pane {
            actions += [.back, .retryFragment, .togglePause, .moreFragments, .nextTab]
        } else {
            if model.selected?.state == .done { actions += [.open, .openFolder, .copyURL] }
            if model.selected?.state == .waiting { actions += [.startNow, .moveUpInQueue] }
            actions += [.togglePause, .retry]
            // They change nothing before the fault is mended.
            if fault == nil { actions.append(.moreFragments) }
            let others = model.selected?.needsUser ?? false ? 1 : 0
            if model.counts.failed + model.counts.troubled > others { actions.append(.nextFailed) }
            actions += [.add, .remove, .filter, .sort]
        }
        actions += [.help, .quit]
        // One key for the connections is enough.
        if actions.contains(.setFragments) { actions.removeAll { $0 == .moreFragments } }
        if model.snapshot.downloads.isEmpty { actions = [.add, .history, .help, .quit] }
        var seen: Set<Action> = []
        return actions.compactMap { action in
            guard seen.insert(action).inserted, model.disabledReason(for: action) == nil,
                let key = model.options.keymap.keys(for: action, in: model.focus).first
            else { return nil }
            if action == .moreFragments,
                let fewer = model.options.keymap.keys(for: .fewerFragments, in: model.focus).first
            {
                return (keyName(key) + " " + keyName(fewer), "connections", action)
            }
            return (keyName(key), title(of: action), action)
        }
    }

    /// Returns the word for an action in its present meaning.
    private func title(of action: Action) -> String {
        if let remedy = model.selected?.fault?.remedies.first(where: { $0.action == action }) {
            return remedy.verb
        }
        return switch action {
        case .togglePause: model.targets.contains(where: \.canPause) ? "pause" : "resume"
        case .mark: "select (\(model.selection.marks.count))"
        case .copyURL where model.selected?.state == .done: "copy path"
        default: action.title
        }
    }

    /// Returns a key's name as it can be drawn.
    func keyName(_ key: Key) -> String { ascii ? key.asciiName : key.name }

    /// Draws keys and words, as many as fit; the last ones are dropped last.
    private mutating func drawHints(
        _ hints: [(String, String)], actions: [Action] = [], keepingLast kept: Int = 0
    ) {
        let line = layout.hint
        func size(_ hint: (String, String)) -> Int { Text.width(hint.0) + Text.width(hint.1) + 3 }
        var shown = Array(hints.enumerated())
        var used = shown.reduce(0) { $0 + size($1.element) }
        while used > line.width, shown.count > 1 {
            let dropped = shown.remove(
                at: max(0, shown.count - 1 - (shown.count > kept ? kept : 0)))
            used -= size(dropped.element)
        }
        var x = 1
        for (index, hint) in shown {
            let start = x
            x = write(
                [
                    (hint.0, Style(.accent, on: .raised, bold: true)),
                    (" " + hint.1, Style(.muted, on: .raised)),
                ],
                x: x, y: line.y, width: line.width - x - 1)
            if actions.indices.contains(index) {
                targets.append(
                    ClickTarget(
                        area: Rect(x: start, y: line.y, width: x - start, height: 1),
                        action: actions[index]))
            }
            x += 2
        }
    }

    private mutating func drawQuestion(_ question: Question) {
        let line = layout.hint
        let choices = question.choices.reduce(0) {
            $0 + Text.width(keyName($1.key)) + Text.width($1.title) + 3
        }
        let rest = line.width - choices - 3
        let text =
            Text.width(question.text) > rest ? question.shortText ?? question.text : question.text
        // Where not even the answers fit, they move together.
        let gap = rest < 0 ? 1 : 2
        var x = canvas.write(
            text, x: 1, y: line.y, width: max(line.width / 4, rest),
            Style(.text, on: .raised, bold: true), truncation: .middle)
        if !text.isEmpty { x += gap }
        for choice in question.choices {
            x = write(
                [
                    (keyName(choice.key), Style(.accent, on: .raised, bold: true)),
                    (" " + choice.title, Style(.muted, on: .raised)),
                ], x: x, y: line.y, width: line.width - x - 1)
            x += gap
        }
    }

    private mutating func drawPrompt(_ prompt: Prompt) {
        let line = layout.hint
        let label = " " + prompt.label + " "
        let x = canvas.write(
            label, x: 0, y: line.y, width: line.width / 2, Style(.accent, on: .raised, bold: true))
        let note = prompt.problem ?? prompt.hint
        let isWrong = prompt.problem != nil
        let noteWidth = min(Text.width(note), max(0, line.width - x - 18))
        let room = max(6, line.width - x - noteWidth - (noteWidth > 0 ? 3 : 1))
        drawField(prompt.field, box: Rect(x: x, y: line.y, width: room, height: 1), hasFocus: true)
        if noteWidth > 8 || isWrong {
            canvas.write(
                note, x: x + room + 2, y: line.y, width: max(0, line.width - x - room - 3),
                Style(isWrong ? .failed : .muted, on: .raised))
        }
    }

    /// Draws a text field, scrolled to its cursor.
    mutating func drawField(_ field: TextField, box: Rect, hasFocus: Bool, hint: String = "") {
        let style = Style(.text, on: .field)
        canvas.fill(box, " ", style)
        if field.characters.isEmpty {
            canvas.write(hint, x: box.x, y: box.y, width: box.width, Style(.muted, on: .field))
            if hasFocus { canvas.cursor = (box.x, box.y) }
            return
        }
        let (line, column) = field.position
        let lines = field.lines
        let top = max(0, line - box.height + 1)
        for row in 0..<box.height where lines.indices.contains(top + row) {
            let characters = lines[top + row]
            var shown = characters[...]
            if top + row == line {
                var before = Text.width(String(characters.prefix(column)))
                while before >= box.width, let first = shown.first {
                    before -= Text.width(String(first))
                    shown.removeFirst()
                }
                if hasFocus { canvas.cursor = (box.x + before, box.y + row) }
            }
            let cut = Text.width(String(shown)) <= box.width
            let glyphs =
                cut
                ? Text.glyphs(String(shown))
                : Text.glyphs(
                    String(shown), fitting: box.width, truncation: .end, ellipsis: canvas.ellipsis)
            canvas.write(glyphs, x: box.x, y: box.y + row, style)
        }
    }
}
