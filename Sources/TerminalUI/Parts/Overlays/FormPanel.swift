import DownloadCore

extension View {
    /// Draws the form for new downloads or for editing one.
    mutating func drawForm(_ form: DownloadForm) {
        let items = form.items
        let width = min(84, layout.screen.width - 2)
        let labelWidth = 12
        let fieldWidth = width - (width > 50 ? 6 : 4) - labelWidth - 1
        let problem = form.problem.map {
            Text.lines((ascii ? "! " : "↑ ") + $0.text, width: fieldWidth)
        }
        let problemLines = min(problem?.count ?? 0, 4)
        let room = layout.screen.height - 4
        let urlLines = form.fields[.urls]?.lines.count ?? 1
        // Multiline fields share the remaining space.
        let multiline = items.filter(\.isMultiline).count
        let others = items.count - multiline + problemLines
        let spare = max(1, (room - others) / max(1, multiline))
        func height(_ item: DownloadForm.Item) -> Int {
            guard item.isMultiline else { return 1 }
            let lines =
                item == .urls ? max(3, urlLines) : max(1, form.fields[item]?.lines.count ?? 1)
            return min(spare, min(8, lines))
        }
        let wanted = items.reduce(0) { $0 + height($1) } + problemLines
        let listed = min(form.completions.count, 5)
        let kinds = form.kindNote(model.options.folders)
        let box = layout.panel(
            width: width,
            height: wanted + listed + (kinds == nil ? 0 : 1) + 2 + (room > 14 ? 2 : 0))
        let title =
            form.edited != nil
            ? "Edit" : form.urls.count > 1 ? "Add \(form.urls.count) downloads" : "Add a download"
        drawPanel(box, title: title)
        canvas.cursor = nil
        let inner = box.inset(box.width > 50 ? 3 : 2, room > 14 ? 2 : 1)
        // When not everything fits, the focused field is in view.
        var skipped = 0
        let fits = wanted + listed + (kinds == nil ? 0 : 1) <= inner.height
        if !fits, let focus = items.firstIndex(of: form.focus) {
            var used =
                items.prefix(focus + 1).reduce(0) { $0 + height($1) } + listed
                + max(1, problemLines)
            if kinds != nil, form.focus != .urls { used += 1 }
            while used > inner.height, skipped < focus {
                used -= height(items[skipped])
                skipped += 1
            }
        }
        var y = inner.y
        for item in items.dropFirst(skipped) {
            guard y < inner.bottom, let field = form.fields[item] else { break }
            let hasFocus = item == form.focus
            canvas.write(
                item.label, x: inner.x, y: y, width: labelWidth,
                Style(hasFocus ? .accent : .muted, on: .raised, bold: hasFocus))
            let rows = min(height(item), inner.bottom - y)
            let fieldBox = Rect(
                x: inner.x + labelWidth + 1, y: y, width: inner.width - labelWidth - 1, height: rows
            )
            drawField(
                field.concealed(from: item.secretStart(in: field.text), ascii: ascii),
                box: fieldBox,
                hasFocus: hasFocus, hint: item.hint)
            y += rows
            if let problem, form.problem?.item == item {
                for line in problem.prefix(problemLines) where y < inner.bottom {
                    canvas.write(
                        line, x: fieldBox.x, y: y, width: fieldBox.width,
                        Style(.failed, on: .raised))
                    y += 1
                }
            }
            if item == .directory, let kinds, y < inner.bottom {
                canvas.write(
                    kinds, x: fieldBox.x, y: y, width: fieldBox.width, Style(.muted, on: .raised))
                y += 1
            }
            guard item == .directory, hasFocus else { continue }
            for folder in form.completions.prefix(listed) where y < inner.bottom {
                canvas.write(
                    folder, x: fieldBox.x, y: y, width: fieldBox.width, Style(.muted, on: .raised),
                    truncation: .middle)
                y += 1
            }
        }
    }
}
