import DownloadCore

/// The columns of the fragments for the pane's width.
private struct FragmentColumns {
    var number = Column()
    var sign = Column()
    var bar = Column()
    var percent = Column()
    var bytes = Column()
    var spark = Column()
    var speed = Column()
    var status = Column()
    var tries = Column()
    var address = Column()
    var message = Column()

    init(_ box: Rect, count: Int) {
        let width = box.width
        var columns = ColumnsFromRight(box)
        let end = columns.right
        if width >= 96 { address = columns.place(width >= 120 ? 21 : 15, gap: 2) }
        if width >= 76 { tries = columns.place(3, gap: 1) }
        if width >= 66 { status = columns.place(3, gap: 2) }
        speed = columns.place(10, gap: 2)
        if width >= 110 { spark = columns.place(8, gap: 2) }
        if width >= 56 { bytes = columns.place(13, gap: 2) }
        percent = columns.place(4, gap: 1)
        number = Column(x: box.x + 2, width: max(2, String(count).count))
        sign = Column(x: number.end + 1, width: 1)
        bar = Column(x: sign.end + 1, width: max(0, columns.right - sign.end - 1))
        let from = width >= 120 ? speed.x : bytes.width > 0 ? bytes.x : bar.x
        message = Column(x: from, width: end - from)
    }
}

extension View {
    /// Draws the map and one bar per fragment.
    mutating func drawFragments(of download: DownloadSnapshot) {
        let rows = layout.paneRows(model)
        guard download.hasSomethingToDraw else {
            drawParagraph(
                download.stateSentence,
                box: Rect(x: rows.x + 3, y: rows.y, width: rows.width - 6, height: rows.height),
                Style(.muted))
            return
        }
        if layout.hasMap, !model.showsCard { drawMap(of: download, row: layout.pane.row(0)) }
        let fragments = model.pane.fragments
        if layout.hasMap, !model.showsCard { drawFragmentHeadings() }
        let isHeat = layout.isHeat(model)
        let heat = HeatScale(fragments.compactMap { model.speeds.speed(of: $0) })
        let boxes = layout.fragmentBoxes(model)
        var index = model.pane.top
        for box in boxes {
            let columns = FragmentColumns(box, count: fragments.last?.number ?? 1)
            for line in 0..<box.height where fragments.indices.contains(index) {
                let isSelected = index == model.pane.row && model.focus == .pane
                let fragment = fragments[index]
                let ink = heat.ink(of: fragment, speed: model.speeds.speed(of: fragment))
                if isHeat {
                    drawHeatCell(fragment, row: box.row(line), ink: ink, isSelected: isSelected)
                } else {
                    drawFragment(
                        fragment, columns, row: box.row(line), ink: ink, isSelected: isSelected)
                }
                index += 1
            }
        }
        drawScrollMark(
            rows, top: model.pane.top, count: fragments.count, seen: rows.height * boxes.count)
        if layout.hasDetail {
            drawDetail(of: download, row: layout.pane.row(layout.pane.height - 1))
        }
    }

    /// Draws the headings, or the legend of the heat view.
    private mutating func drawFragmentHeadings() {
        let line = layout.pane.row(1)
        guard !layout.isHeat(model) else { return drawHeatLegend(line) }
        for box in layout.fragmentBoxes(model) {
            let columns = FragmentColumns(box, count: model.pane.fragments.last?.number ?? 1)
            let titles: [(Column, String, Canvas.Alignment)] = [
                (columns.number, "#", .trailing), (columns.bar, "Fragment", .leading),
                (columns.bytes, "Size", .trailing), (columns.speed, "Speed", .trailing),
                (columns.status, "Status", .trailing), (columns.address, "Address", .leading),
            ]
            for (column, title, align) in titles where column.width >= title.utf8.count {
                canvas.write(
                    title, x: column.x, y: line.y, width: column.width, Style(.muted), align: align)
            }
        }
    }

    private mutating func drawFragment(
        _ fragment: FragmentSnapshot, _ columns: FragmentColumns, row: Rect, ink barInk: Ink,
        isSelected: Bool
    ) {
        let y = row.y
        let ink = fragment.look.ink
        let isDone = fragment.state == .done
        if isSelected { canvas.put(ascii ? ">" : "▸", x: row.x, y: y, Style(.accent, bold: true)) }
        canvas.write(
            "\(fragment.number)", x: columns.number.x, y: y, width: columns.number.width,
            Style(isSelected ? .text : .muted, bold: isSelected), align: .trailing)
        canvas.put(
            fragment.look.sign(ascii: ascii), x: columns.sign.x, y: y, Style(ink, bold: true))
        let message = fragment.message
        // A single word goes in the speed column; a longer message replaces the numbers, and the
        // bar if it needs that room too.
        let isWord = message.map { $0.utf8.count <= columns.speed.width } ?? true
        if isWord || columns.message.x > columns.bar.x {
            let part: Double? = fragment.length.map {
                $0 > 0 ? Double(fragment.received) / Double($0) : 1
            }
            drawBar(part, x: columns.bar.x, y: y, width: columns.bar.width, ink: barInk)
            let percent =
                fragment.length.map { "\(Units.percent(fragment.received, of: $0))%" } ?? ""
            canvas.write(
                percent, x: columns.percent.x, y: y, width: columns.percent.width,
                Style(isDone ? .muted : .text), align: .trailing)
        }
        if columns.bytes.width > 0, isWord || columns.message.x > columns.bytes.x {
            let text =
                fragment.length.map { Units.part(fragment.received, of: $0) }
                ?? Units.bytes(fragment.received)
            canvas.write(
                text, x: columns.bytes.x, y: y, width: columns.bytes.width, Style(.muted),
                align: .trailing)
        }
        if let message {
            let column = isWord ? columns.speed : columns.message
            canvas.write(
                message, x: column.x, y: y, width: column.width, Style(ink),
                align: isWord ? .trailing : .leading)
        } else {
            drawWire(fragment, columns, y: y)
        }
        if isSelected { canvas.repaper(row, from: .base, to: .selected) }
    }

    /// Draws speed, status, tries and address.
    private mutating func drawWire(_ fragment: FragmentSnapshot, _ columns: FragmentColumns, y: Int)
    {
        let isDone = fragment.state == .done
        canvas.write(
            isDone ? "done" : model.speeds.speed(of: fragment).map(Units.speed) ?? "-",
            x: columns.speed.x, y: y, width: columns.speed.width, Style(isDone ? .done : .text),
            align: .trailing)
        drawSparkline(
            model.speeds.history(of: fragment).last(16), x: columns.spark.x, y: y,
            width: columns.spark.width, style: Style(.graph))
        if let status = fragment.status {
            canvas.write(
                "\(status)", x: columns.status.x, y: y, width: columns.status.width,
                Style((100..<300).contains(status) ? .muted : .failed), align: .trailing)
        }
        if fragment.tries > 1 {
            canvas.write(
                (ascii ? "x" : "×") + "\(fragment.tries)", x: columns.tries.x, y: y,
                width: columns.tries.width, Style(.retrying), align: .trailing)
        }
        if let address = fragment.address {
            canvas.write(
                Self.short(address), x: columns.address.x, y: y, width: columns.address.width,
                Style(.muted),
                truncation: .middle)
        }
    }

    /// Returns an address without the default port of its scheme.
    private static func short(_ address: String) -> String {
        for port in [":443", ":80"] where address.hasSuffix(port) {
            let host = address.dropLast(port.count)
            // Brackets separate an IPv6 address from its port.
            return host.first == "[" ? String(host.dropFirst().dropLast()) : String(host)
        }
        return address
    }
}
