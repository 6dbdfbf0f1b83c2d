import DownloadCore

/// The columns of the fragments for the pane's width.
private struct FragmentColumns {
    var number = Column()
    var sign = Column()
    var bar = Column()
    var percent = Column()
    var bytes = Column()
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
    /// The map and one bar a fragment.
    mutating func drawFragments(of download: DownloadSnapshot) {
        let rows = layout.paneRows(model)
        if layout.hasMap { drawMap(of: download, row: layout.pane.row(0)) }
        guard download.hasSomethingToDraw else {
            drawNoFragments(download, rows)
            return
        }
        let boxes = layout.fragmentBoxes(model)
        var index = model.paneTop
        for box in boxes {
            let columns = FragmentColumns(box, count: download.fragments.last?.number ?? 1)
            for line in 0..<box.height where download.fragments.indices.contains(index) {
                drawFragment(
                    download.fragments[index], columns, row: box.row(line),
                    isSelected: index == model.paneRow && model.focus == .pane)
                index += 1
            }
        }
        drawScrollMark(
            rows, top: model.paneTop, count: download.fragments.count,
            seen: rows.height * boxes.count)
        if layout.hasDetail {
            drawDetail(of: download, row: layout.pane.row(layout.pane.height - 1))
        }
    }

    private mutating func drawNoFragments(_ download: DownloadSnapshot, _ rows: Rect) {
        guard rows.height > 0 else { return }
        let text =
            switch download.state {
            case .done: "done: \(download.path)"
            case .waiting: "waits for its turn; nothing has been asked yet"
            case .asking: "asking the server for its first bytes"
            case .failed(let error): "failed: \(error.cause)"
            default: download.message ?? download.stateWord
            }
        drawParagraph(
            text, box: Rect(x: rows.x + 3, y: rows.y, width: rows.width - 6, height: rows.height),
            Style(download.look.ink == .failed ? .failed : .muted))
    }

    private mutating func drawFragment(
        _ fragment: FragmentSnapshot, _ columns: FragmentColumns, row: Rect, isSelected: Bool
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
        // One word stands in the speed's column; a sentence takes the room of all numbers, and
        // where that is too little, that of the bar.
        let isWord = message.map { $0.utf8.count <= columns.speed.width } ?? true
        if isWord || columns.message.x > columns.bar.x {
            let part: Double? = fragment.length.map {
                $0 > 0 ? Double(fragment.received) / Double($0) : 1
            }
            drawBar(part, x: columns.bar.x, y: y, width: columns.bar.width, ink: ink)
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

    /// Speed, status, tries and address.
    private mutating func drawWire(_ fragment: FragmentSnapshot, _ columns: FragmentColumns, y: Int)
    {
        let isDone = fragment.state == .done
        canvas.write(
            isDone ? "done" : Units.speed(model.calm.speed(of: fragment)), x: columns.speed.x, y: y,
            width: columns.speed.width, Style(isDone ? .done : .text), align: .trailing)
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

    /// An address without the port that its kind of URL has anyway.
    private static func short(_ address: String) -> String {
        for port in [":443", ":80"] where address.hasSuffix(port) {
            let host = address.dropLast(port.count)
            // The brackets of an address of version 6 part it from the port alone.
            return host.first == "[" ? String(host.dropFirst().dropLast()) : String(host)
        }
        return address
    }

    /// Where in the file bytes have arrived, and where they are arriving.
    private mutating func drawMap(of download: DownloadSnapshot, row: Rect) {
        let width = row.width - 4
        guard width > 8 else { return }
        let x = row.x + 2
        guard let length = download.length, length > 0 else { return }
        let file = ByteRange(0, length)
        let perCell = Double(length) / Double(width)
        let style = Style(download.look.ink.bar, on: .track)
        canvas.fill(Rect(x: x, y: row.y, width: width, height: 1), ascii ? "." : " ", style)
        for range in download.covered.ranges {
            let range = range.intersection(file)
            guard !range.isEmpty else { continue }
            let from = Double(range.start) / perCell
            let to = Double(range.end) / perCell
            for cell in Int(from)..<min(width, max(Int(from) + 1, Int(to.rounded(.up)))) {
                let part = min(to, Double(cell + 1)) - max(from, Double(cell))
                guard let glyph = mapGlyph(part, startsLate: Double(cell) < from - 0.06) else {
                    continue
                }
                canvas.put(glyph, x: x + cell, y: row.y, style)
            }
        }
        for fragment in download.fragments
        where fragment.state == .receiving || fragment.state == .connecting {
            let position =
                fragment.range.start + min(fragment.received, max(0, fragment.range.count))
            guard position >= 0, position < length else { continue }
            let cell = min(width - 1, Int(Double(position) / perCell))
            canvas.put(ascii ? ">" : "▌", x: x + cell, y: row.y, Style(.head, on: .track))
        }
        for fragment in download.fragments {
            guard case .failed = fragment.state, fragment.range.start < length else { continue }
            let position = min(length - 1, fragment.range.start + max(0, fragment.received))
            let cell = min(width - 1, max(0, Int(Double(position) / perCell)))
            canvas.put("!", x: x + cell, y: row.y, Style(.inverse, on: .alarm, bold: true))
        }
    }

    /// How a cell of the map looks when so much of it has arrived.
    private func mapGlyph(_ part: Double, startsLate: Bool) -> Unicode.Scalar? {
        if ascii { return part > 0.5 ? "#" : nil }
        if part >= 0.94 { return "█" }
        if startsLate { return part > 0.3 ? "▐" : nil }
        let eighths: [Unicode.Scalar] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let level = Int(part * 8)
        return level > 0 ? eighths[min(6, level - 1)] : nil
    }

    /// One line about the selected fragment, or about the whole download.
    private mutating func drawDetail(of download: DownloadSnapshot, row: Rect) {
        var parts: [String] = []
        if model.focus == .pane, let fragment = model.selectedFragment {
            let last = max(fragment.range.start, fragment.range.end - 1)
            let dash = ascii ? "-" : "–"
            let end = fragment.range.end == Int64.max ? "end" : Units.grouped(last)
            parts.append("bytes " + Units.grouped(fragment.range.start) + dash + end)
            if let status = fragment.status {
                let isFTP = download.server?.protocolVersion == "FTP"
                parts.append((isFTP ? "FTP" : "HTTP") + " \(status)")
            }
            if let address = fragment.address { parts.append(address) }
            if fragment.tries > 0 {
                parts.append(fragment.tries == 1 ? "1 try" : "\(fragment.tries) tries")
            }
            if download.request.sources.count > 1 { parts.append("source \(fragment.source + 1)") }
        } else {
            let open = download.fragments.count { $0.state != .done }
            let all = download.fragments.count
            let wanted = download.wantedFragments
            // Other downloads of the host may have its connections.
            let isShort = download.state == .running && download.connections < min(open, wanted)
            parts.append(
                "\(all - open) of \(all) fragments done, "
                    + (isShort ? "\(download.connections) of \(wanted)" : "\(wanted)")
                    + " at a time")
            if case .none(let why) = download.ranges {
                parts.append("one stream: \(why)")
            } else if let note = download.fragmentsNote {
                parts.append(note)
            }
            if let host = download.server?.host {
                let others = isShort ? connections(to: host, besides: download) : 0
                parts.append(others > 0 ? "\(others) for others of \(host)" : host)
            }
        }
        canvas.write(
            parts.joined(separator: ascii ? " - " : " · "), x: row.x + 2, y: row.y,
            width: row.width - 4,
            Style(.muted))
    }

    /// How many connections other downloads have to a host.
    private func connections(to host: String, besides own: DownloadSnapshot) -> Int {
        model.snapshot.downloads.lazy
            .filter { $0.connections > 0 && $0.id != own.id && $0.server?.host == host }
            .reduce(0) { $0 + $1.connections }
    }

    /// A thumb at the right side that shows which part of a long list is seen.
    mutating func drawScrollMark(_ rows: Rect, top: Int, count: Int, seen: Int? = nil) {
        let seen = seen ?? rows.height
        guard count > seen, rows.height > 1 else { return }
        let size = max(1, rows.height * seen / count)
        let from = top * (rows.height - size) / max(1, count - seen)
        for line in 0..<rows.height {
            let isThumb = (from..<from + size).contains(line)
            canvas.put(
                isThumb ? (ascii ? "#" : "┃") : (ascii ? "|" : "│"), x: rows.right - 1,
                y: rows.y + line,
                Style(isThumb ? .accent : .rule))
        }
    }
}
