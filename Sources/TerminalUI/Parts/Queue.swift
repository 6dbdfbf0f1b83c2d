import DownloadCore

extension View {
    /// Draws the list of downloads.
    mutating func drawQueue() {
        let columns = QueueColumns(
            layout.queueRows, count: model.snapshot.downloads.count,
            chosen: model.options.columns)
        if layout.headings.height > 0, !model.snapshot.downloads.isEmpty { drawHeadings(columns) }
        guard model.rows.count > 0 else {
            drawEmptyQueue()
            return
        }
        for line in 0..<layout.queueRows.height {
            guard let index = model.rows.index(ofRow: model.selection.top + line) else { break }
            drawDownload(
                at: index, columns, row: layout.queueRows.row(line),
                isSelected: model.selection.top + line == model.selection.row)
        }
        drawScrollMark(layout.queueRows, top: model.selection.top, count: model.rows.count)
    }

    private mutating func drawHeadings(_ columns: QueueColumns) {
        let y = layout.headings.y
        let titles: [(Column, String, Canvas.Alignment, SortOrder?)] = [
            (columns.number, "#", .trailing, nil), (columns.name, "Name", .leading, .name),
            (columns.server, "Server", .leading, nil),
            (columns.bar, "Progress", .leading, .progress),
            (columns.size, "Size", .trailing, .size),
            (columns.speed, "Speed", .trailing, .speed),
            (columns.average, "Average", .trailing, nil),
            (columns.added, "Added", .trailing, nil), (columns.left, "Left", .trailing, .left),
            (columns.connections, "Con", .trailing, nil),
        ]
        for (column, title, align, order) in titles {
            var title = title
            let isSorted = order != nil && order == model.list.sort
            if isSorted {
                title +=
                    ascii ? (model.list.isReversed ? "^" : "v") : model.list.isReversed ? "↑" : "↓"
            }
            canvas.write(
                title, x: column.x, y: y, width: column.width, Style(isSorted ? .accent : .muted),
                align: align)
        }
        var notes: [String] = []
        let count = model.rows.count
        if count > layout.queueRows.height {
            notes.append("\(model.selection.row + 1) of \(count)")
        }
        if !model.list.filter.isEmpty { notes.append("\(count) with \"\(model.list.filter)\"") }
        if model.list.sort == .state { notes.append("failed first") }
        if !model.selection.marks.isEmpty {
            notes.append("\(model.selection.marks.count) selected")
        }
        canvas.write(
            notes.joined(separator: ascii ? " - " : " · "), x: columns.name.x + 7, y: y,
            width: columns.name.width - 7, Style(.accent))
    }

    private mutating func drawEmptyQueue() {
        let box = layout.queueRows
        let add = model.options.keymap.keys(for: .add).first?.asciiName ?? ""
        let help = model.options.keymap.keys(for: .help).first?.asciiName ?? ""
        var lines: [[(String, Style)]]
        let bold = Style(.accent, bold: true)
        if !model.loading.isOver {
            lines = model.isLoadingLong ? [[("Loading the queue …", Style(.muted))]] : []
        } else if !model.list.filter.isEmpty {
            lines = [[("nothing contains ", Style(.muted)), (model.list.filter, bold)]]
        } else if let notice = model.snapshot.notice {
            // An empty list must not be taken for an empty queue.
            lines = [[(notice, Style(.retrying, bold: true))]]
        } else {
            lines = [
                [("Nothing to download yet", Style(.text, bold: true))],
                [
                    ("Press ", Style(.muted)), (add, bold), (" to add a URL, or ", Style(.muted)),
                    ("paste", bold), (" one or a whole list here", Style(.muted)),
                ],
            ]
            if layout.screen.width < 50 {
                lines[1] = [
                    (add, bold), (" adds a URL; or ", Style(.muted)), ("paste", bold),
                    (" some", Style(.muted)),
                ]
            } else if box.height >= 4 {
                lines.append([(help, bold), (" lists every command and key", Style(.muted))])
            }
        }
        let whole =
            layout.kind == .stacked
            ? Rect(x: box.x, y: box.y, width: box.width, height: layout.hint.y - box.y) : box
        let top = whole.y + max(0, (whole.height - lines.count - 1) / 2)
        for (index, line) in lines.enumerated() {
            let size = line.reduce(0) { $0 + Text.width($1.0) }
            let y = top + index + (index > 0 && whole.height > 5 ? 1 : 0)
            write(line, x: box.x + max(1, (box.width - size) / 2), y: y, width: box.width - 2)
        }
    }
}
