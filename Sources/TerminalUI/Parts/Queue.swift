import DownloadCore

extension View {
    /// The list of downloads.
    mutating func drawQueue() {
        let columns = QueueColumns(layout.queueRows, count: model.snapshot.downloads.count)
        if layout.headings.height > 0, !model.snapshot.downloads.isEmpty { drawHeadings(columns) }
        guard model.listCount > 0 else {
            drawEmptyQueue()
            return
        }
        for line in 0..<layout.queueRows.height {
            guard let index = model.index(ofRow: model.top + line) else { break }
            drawDownload(
                at: index, columns, row: layout.queueRows.row(line),
                isSelected: model.top + line == model.row)
        }
    }

    private mutating func drawHeadings(_ columns: QueueColumns) {
        let y = layout.headings.y
        let titles: [(Column, String, Canvas.Alignment, SortOrder?)] = [
            (columns.number, "#", .trailing, nil), (columns.name, "Name", .leading, .name),
            (columns.bar, "Progress", .leading, .progress),
            (columns.size, "Size", .trailing, .size),
            (columns.speed, "Speed", .trailing, .speed), (columns.left, "Left", .trailing, .left),
            (columns.fragments, "Frg", .trailing, nil),
        ]
        for (column, title, align, order) in titles {
            var title = title
            let isSorted = order != nil && order == model.sort
            if isSorted {
                title +=
                    ascii ? (model.isSortReversed ? "^" : "v") : model.isSortReversed ? "↑" : "↓"
            }
            canvas.write(
                title, x: column.x, y: y, width: column.width, Style(isSorted ? .accent : .muted),
                align: align)
        }
        guard !model.filter.isEmpty || model.sort == .state else { return }
        var note = model.filter.isEmpty ? "" : "  \(model.listCount) with \"\(model.filter)\""
        if model.sort == .state { note += "  failed first" }
        canvas.write(
            note, x: columns.name.x + 5, y: y, width: columns.name.width - 5, Style(.accent))
    }

    private mutating func drawDownload(
        at index: Int, _ columns: QueueColumns, row: Rect, isSelected: Bool
    ) {
        let download = model.snapshot.downloads[index]
        let y = row.y
        let isMarked = model.marks.contains(download.id)
        let ink = download.look.ink
        let isDone = download.state == .done
        if isSelected {
            canvas.put(
                ascii ? ">" : "▸", x: row.x, y: y,
                Style(model.focus == .queue ? .accent : .muted, bold: true))
        }
        if isMarked {
            canvas.put(ascii ? "+" : "●", x: row.x + 1, y: y, Style(.accent, bold: true))
        }
        canvas.write(
            "\(index + 1)", x: columns.number.x, y: y, width: columns.number.width, Style(.muted),
            align: .trailing)
        canvas.write(
            download.name, x: columns.name.x, y: y, width: columns.name.width,
            Style(isDone ? .muted : .text, bold: isSelected && !isDone), truncation: .middle)
        let message = download.message
        let sign = download.look.sign(ascii: ascii)
        // What runs on with a failed fragment needs a person as much as what failed as a whole.
        let hasFailedFragment = download.state == .running && message != nil
        canvas.put(
            hasFailedFragment ? "!" : sign, x: columns.sign.x, y: y,
            Style(hasFailedFragment ? .failed : ink, bold: true))
        let hasBegun = download.length != nil || download.received > 0
        if message == nil || columns.message.x > columns.bar.x {
            drawProgress(download, columns, y: y)
        }
        if let message {
            let percent = columns.message.x <= columns.percent.x ? percentPrefix(download) : ""
            let start = hasBegun || columns.bar.width == 0 ? columns.message.x : columns.bar.x
            canvas.write(
                percent + message, x: start, y: y, width: columns.message.end - start,
                Style(hasFailedFragment ? .failed : ink))
        } else {
            drawNumbers(download, columns, y: y)
        }
        if isSelected || isMarked {
            let paper: Paper = !isSelected ? .marked : model.focus == .queue ? .selected : .resting
            canvas.repaper(row, from: .base, to: paper)
        }
    }

    /// The percentage before a message that hides the bar.
    private func percentPrefix(_ download: DownloadSnapshot) -> String {
        guard let length = download.length, download.received > 0 else { return "" }
        return "\(Units.percent(download.received, of: length))% "
    }

    private mutating func drawProgress(
        _ download: DownloadSnapshot, _ columns: QueueColumns, y: Int
    ) {
        let ink = download.look.ink
        var progress = download.progress
        if case .checking(let part) = download.state { progress = part }
        if download.length != nil || download.received > 0 || download.state == .done {
            drawBar(progress, x: columns.bar.x, y: y, width: columns.bar.width, ink: ink)
        }
        let text: String
        if download.state == .done {
            text = "done"
        } else if let progress {
            text = "\(Int(progress * 100))%"
        } else {
            text = ""
        }
        canvas.write(
            text, x: columns.percent.x, y: y, width: columns.percent.width,
            Style(download.state == .done ? .done : .text), align: .trailing)
    }

    private mutating func drawNumbers(_ download: DownloadSnapshot, _ columns: QueueColumns, y: Int)
    {
        let size: String
        if let length = download.length {
            size =
                download.state == .done
                ? Units.bytes(length) : Units.part(download.received, of: length)
        } else {
            size = download.received > 0 ? Units.bytes(download.received) : ""
        }
        canvas.write(
            size, x: columns.size.x, y: y, width: columns.size.width, Style(.muted),
            align: .trailing)
        let speed = model.calm.speed(of: download)
        let (word, ink): (String, Ink) =
            switch download.state {
            case .paused: ("paused", .paused)
            case .checking: ("checking", .checking)
            case .done: ("", .done)
            default:
                (Units.speed(speed), speed < 1 ? .muted : .text)
            }
        canvas.write(
            word, x: columns.speed.x, y: y, width: columns.speed.width, Style(ink), align: .trailing
        )
        guard download.state == .running else { return }
        let left = model.calm.secondsLeft(of: download).map { Units.duration($0) } ?? ""
        canvas.write(
            left, x: columns.left.x, y: y, width: columns.left.width, Style(.muted),
            align: .trailing)
        canvas.write(
            "\(download.connections)", x: columns.fragments.x, y: y, width: columns.fragments.width,
            Style(.muted), align: .trailing)
    }

    private mutating func drawEmptyQueue() {
        let box = layout.queueRows
        let add = model.options.keymap.keys(for: .add).first?.asciiName ?? ""
        let help = model.options.keymap.keys(for: .help).first?.asciiName ?? ""
        var lines: [[(String, Style)]]
        let bold = Style(.accent, bold: true)
        if !model.hasSnapshot {
            lines = model.isLoadingLong ? [[("loading the queue", Style(.muted))]] : []
        } else if !model.filter.isEmpty {
            lines = [[("nothing contains ", Style(.muted)), (model.filter, bold)]]
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
                lines.append([(help, bold), (" shows every key", Style(.muted))])
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
