import DownloadCore

extension View {
    /// Draws the lines with the totals.
    mutating func drawHeader() {
        let row = layout.header.row(0)
        let width = row.width
        canvas.fill(layout.header, " ", Style(.text, on: .raised))
        let speed = model.speeds.total
        var x = canvas.write(
            " pdl-tui", x: 0, y: 0, width: width, Style(.accent, on: .raised, bold: true))
        let isMoving = speed >= 1
        let arrow = ascii ? "v" : "↓"
        x = canvas.write(
            "  \(arrow) ", x: x, y: 0, width: width - x,
            Style(isMoving ? .running : .muted, on: .raised))
        canvas.write(
            Units.speed(speed), x: x, y: 0, width: 10,
            Style(isMoving ? .text : .muted, on: .raised, bold: isMoving),
            align: .trailing)
        x += 10
        if width >= 72 {
            let spark = width >= 140 ? 24 : width >= 100 ? 16 : 8
            drawSparkline(
                model.speeds.all.last(ascii ? spark : spark * 2), x: x + 1, y: 0, width: spark,
                style: Style(.graph, on: .raised))
            x += spark + 1
        }
        x += 2
        let hasSecondLine = layout.header.height > 1
        var right = width - 1
        if model.isInsecure { right = drawInsecure(right: right) }
        if !hasSecondLine { right = drawFacts(y: 0, right: right, after: x + 12) }
        drawCounts(x: x, width: right - x - 1)
        if hasSecondLine { drawWhole(y: 1) }
    }

    /// Draws the number of downloads in each state, except zeros.
    private mutating func drawCounts(x: Int, width: Int) {
        let muted = Style(.muted, on: .raised)
        let words = countTexts(inSigns: false)
        let gap = ascii ? " - " : " · "
        let whole = words.reduce(-Text.width(gap)) { $0 + Text.width(gap + $1.0) }
        // Where words do not fit, signs show more states than one word would.
        let isShort = whole > width && width < 34
        var column = x
        for (index, part) in (isShort ? countTexts(inSigns: true) : words).enumerated() {
            let gap = index == 0 ? "" : isShort ? " " : gap
            guard column + Text.width(gap + part.0) <= x + width else { return }
            column = canvas.write(gap, x: column, y: 0, width: 3, muted)
            column = canvas.write(
                part.0, x: column, y: 0, width: x + width - column,
                Style(part.1, on: .raised, bold: part.1 == .failed))
        }
    }

    /// Returns the counts in the colours of their states, each download once; attention first.
    private func countTexts(inSigns: Bool) -> [(String, Ink)] {
        let counts = model.counts
        var parts: [(String, Ink)] = []
        func note(_ count: Int, _ word: String, _ look: StateLook, _ ink: Ink? = nil) {
            guard count > 0 else { return }
            let text = inSigns ? "\(look.sign(ascii: ascii))\(count)" : "\(count) \(word)"
            parts.append((text, ink ?? look.ink))
        }
        let troubled = counts.troubledActive + counts.troubledPaused
        if inSigns {
            note(counts.failed + troubled, "", .failed)
        } else {
            note(counts.failed, "failed", .failed)
            note(troubled, troubled == 1 ? "needs you" : "need you", .failed)
        }
        note(counts.active - counts.troubledActive - counts.retrying, "active", .running)
        note(counts.retrying, "retrying", .retrying)
        note(counts.onDisk, "waiting for disk", .retrying)
        note(counts.waiting, "waiting", .waiting, .muted)
        note(counts.paused - counts.troubledPaused - counts.onDisk, "paused", .paused)
        note(counts.done, "done", .done)
        return parts
    }

    /// Draws the warning that certificates are not checked; returns the column before it.
    ///
    /// It takes precedence over everything else in the line.
    private mutating func drawInsecure(right: Int) -> Int {
        let text = layout.header.width >= 120 ? " certificates not checked " : " insecure "
        let x = right - text.utf8.count
        canvas.write(
            text, x: x, y: 0, width: text.utf8.count, Style(.inverse, on: .alarm, bold: true))
        return x - 2
    }

    /// Draws limits and free space at the right, limits first; returns the column where they begin.
    private mutating func drawFacts(y: Int, right: Int, after left: Int) -> Int {
        var facts: [(String, Ink)] = []
        if model.snapshot.isSlow { facts.append(("slow mode", .paused)) }
        if let limit = model.snapshot.limit {
            facts.append(("limit " + Units.speed(Double(limit)), .paused))
        }
        switch model.snapshot.remote {
        case .listening(let address):
            facts.append((layout.header.width >= 120 ? "RPC \(address)" : "RPC", .muted))
        case .failed: facts.append(("RPC off", .failed))
        case nil: break
        }
        if let free = model.snapshot.freeBytes {
            facts.append((Units.bytes(free) + " free", free < 1 << 30 ? .failed : .muted))
        }
        func size(_ facts: [(String, Ink)]) -> Int {
            facts.reduce(0) { $0 + Text.width($1.0) + 2 }
        }
        while !facts.isEmpty, right - size(facts) <= left { facts.removeLast() }
        var x = right
        for fact in facts.reversed() {
            let size = Text.width(fact.0)
            canvas.write(fact.0, x: x - size, y: y, width: size, Style(fact.1, on: .raised))
            x -= size + 2
        }
        return x
    }

    /// Draws the progress of the whole queue: a bar, bytes and the time left.
    private mutating func drawWhole(y: Int) {
        let right = drawFacts(y: y, right: layout.header.width - 1, after: 24)
        let whole = model.tally.whole
        guard whole.length > 0 else { return }
        var text =
            "\(Units.percent(whole.received, of: whole.length))%  "
            + Units.part(whole.received, of: whole.length)
        let speed = model.speeds.total
        if speed >= 1, whole.length > whole.received {
            let left = Double(whole.length - whole.received) / speed
            text += "  \(Units.duration(left)) left"
        }
        let room = right - 2
        let bar = min(layout.header.width / 3, room - 34)
        if bar >= 8 {
            drawBar(
                Double(whole.received) / Double(whole.length), x: 1, y: y, width: bar,
                ink: .runningBar)
        }
        canvas.write(
            text, x: bar >= 8 ? bar + 3 : 1, y: y, width: bar >= 8 ? room - bar - 3 : room - 1,
            Style(.muted, on: .raised))
        canvas.repaper(layout.header.row(1), from: .base, to: .raised)
    }
}
