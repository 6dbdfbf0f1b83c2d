import DownloadCore

extension View {
    /// Draws one download of the list.
    mutating func drawDownload(
        at index: Int, _ columns: QueueColumns, row: Rect, isSelected: Bool
    ) {
        let download = model.snapshot.downloads[index]
        let y = row.y
        let message = RowMessage(download, model.options)
        let hasBegun = download.length != nil || download.received > 0
        let columns =
            message.map {
                columns.making(room: Text.width($0.short), hasBar: hasBegun)
            } ?? columns
        drawName(of: download, at: index, columns, y: y, isSelected: isSelected)
        let ink = message?.ink ?? download.look.ink
        // A running download with a failed fragment needs attention as much as a failed one.
        let isAlarm = download.state == .running && message != nil
        canvas.put(
            isAlarm ? "!" : download.look.sign(ascii: ascii), x: columns.sign.x, y: y,
            Style(ink, bold: true))
        if message == nil || columns.message.x > columns.percent.x {
            drawProgress(download, columns, y: y)
        }
        if let message {
            let column = columns.message
            canvas.write(
                message.text(fitting: column.width), x: column.x, y: y, width: column.width,
                Style(ink))
            if let length = message.hintRange, length.upperBound <= column.width {
                canvas.recolor(
                    Rect(x: column.x + length.lowerBound, y: y, width: length.count, height: 1),
                    Style(.accent, bold: true))
            }
        } else {
            drawNumbers(download, columns, y: y)
        }
        if isSelected || model.selection.marks.contains(download.id) {
            let paper: Paper = !isSelected ? .marked : model.focus == .queue ? .selected : .resting
            canvas.repaper(row, from: .base, to: paper)
        }
    }

    private mutating func drawName(
        of download: DownloadSnapshot, at index: Int, _ columns: QueueColumns, y: Int,
        isSelected: Bool
    ) {
        let x = layout.queueRows.x
        if isSelected {
            canvas.put(
                ascii ? ">" : "▸", x: x, y: y,
                Style(model.focus == .queue ? .accent : .muted, bold: true))
        }
        if model.selection.marks.contains(download.id) {
            canvas.put(ascii ? "+" : "●", x: x + 1, y: y, Style(.accent, bold: true))
        }
        canvas.write(
            "\(index + 1)", x: columns.number.x, y: y, width: columns.number.width, Style(.muted),
            align: .trailing)
        let isDone = download.state == .done
        canvas.write(
            download.name, x: columns.name.x, y: y, width: columns.name.width,
            Style(isDone ? .muted : .text, bold: isSelected && !isDone), truncation: .middle)
        canvas.write(
            download.marks, x: columns.marks.x, y: y, width: columns.marks.width, Style(.muted))
        canvas.write(
            download.server?.host ?? "", x: columns.server.x, y: y, width: columns.server.width,
            Style(.muted), truncation: .middle)
    }

    private mutating func drawProgress(
        _ download: DownloadSnapshot, _ columns: QueueColumns, y: Int
    ) {
        var progress = download.progress
        if case .checking(let part) = download.state { progress = part }
        if download.length != nil || download.received > 0 || download.state == .done {
            drawBar(
                progress, x: columns.bar.x, y: y, width: columns.bar.width,
                ink: download.look.ink.bar)
        }
        let text =
            download.state == .done ? "done" : progress.map { "\(Int($0 * 100))%" } ?? ""
        canvas.write(
            text, x: columns.percent.x, y: y, width: columns.percent.width,
            Style(download.state == .done ? .done : .text), align: .trailing)
    }

    private mutating func drawNumbers(_ download: DownloadSnapshot, _ columns: QueueColumns, y: Int)
    {
        func write(_ text: String, _ column: Column, _ ink: Ink = .muted) {
            canvas.write(
                text, x: column.x, y: y, width: column.width, Style(ink), align: .trailing)
        }
        if let length = download.length {
            write(
                download.state == .done
                    ? Units.bytes(length) : Units.part(download.received, of: length), columns.size)
        } else if download.received > 0 {
            write(Units.bytes(download.received), columns.size)
        }
        switch download.state {
        case .paused: write("paused", columns.speed, .paused)
        case .checking: write("verifying", columns.speed, .checking)
        case .done:
            if columns.size.width == 0, let length = download.length {
                write(Units.bytes(length), columns.speed)
            }
        default:
            let speed = model.speeds.speed(of: download)
            write(
                speed.map(Units.speed) ?? "-", columns.speed, speed ?? 0 < 1 ? .muted : .text)
        }
        if columns.added.width > 0, download.added > 0 {
            let zone = model.options.secondsFromUTC
            write(
                String(Units.date(download.added, secondsFromUTC: zone).dropFirst(5)), columns.added
            )
        }
        guard download.state == .running else { return }
        write(
            model.speeds.secondsLeft(of: download).map { Units.duration($0) } ?? "", columns.left)
        write("\(download.connections)", columns.connections)
        let history = model.speeds.history(of: download)
        drawSparkline(
            history.last(16), x: columns.spark.x, y: y, width: columns.spark.width,
            style: Style(.graph))
        let values = history.values
        if columns.average.width > 0, !values.isEmpty {
            let sum = values.reduce(0) { $0 + Double($1) }
            write(Units.speed(sum / Double(values.count)), columns.average)
        }
    }
}
