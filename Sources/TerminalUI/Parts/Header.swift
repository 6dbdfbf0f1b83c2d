import DownloadCore

extension View {
    /// The line with the totals.
    mutating func drawHeader() {
        let row = layout.header
        let width = row.width
        canvas.fill(row, " ", Style(.text, on: .raised))
        let muted = Style(.muted, on: .raised)
        let speed = model.calm.total
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
            let spark = width >= 100 ? 16 : 8
            drawSparkline(
                model.speed.last(spark), x: x + 1, y: 0, width: spark,
                style: Style(.graph, on: .raised))
            x += spark + 1
        }
        x += 2
        let right = drawHeaderFacts(after: x)
        drawCounts(x: x, width: right - x - 1, muted: muted)
    }

    /// How many downloads are in which state; what is not there is not told.
    private mutating func drawCounts(x: Int, width: Int, muted: Style) {
        let words = countTexts(inSigns: false)
        let gap = ascii ? " - " : " · "
        let whole = words.reduce(-Text.width(gap)) { $0 + Text.width(gap + $1.0) }
        // Where words have no room at all, signs tell more of the states than one word would.
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

    /// The counts with the colours of their states; what needs a person first.
    private func countTexts(inSigns: Bool) -> [(String, Ink)] {
        let counts = model.counts
        var parts: [(String, Ink)] = []
        func note(_ count: Int, _ word: String, _ look: StateLook, _ ink: Ink? = nil) {
            guard count > 0 else { return }
            let text = inSigns ? "\(look.sign(ascii: ascii))\(count)" : "\(count) \(word)"
            parts.append((text, ink ?? look.ink))
        }
        if inSigns {
            note(counts.failed + counts.troubled, "", .failed)
        } else {
            note(counts.failed, "failed", .failed)
            note(counts.troubled, counts.troubled == 1 ? "needs you" : "need you", .failed)
        }
        note(counts.active, "active", .running)
        note(counts.waiting, "waiting", .waiting, .muted)
        note(counts.paused, "paused", .paused)
        note(counts.done, "done", .done)
        return parts
    }

    /// Limit and free room at the right; returns the column where they begin.
    private mutating func drawHeaderFacts(after left: Int) -> Int {
        let width = layout.header.width
        var facts: [(String, Ink)] = []
        if model.snapshot.isSlow { facts.append(("slow", .paused)) }
        if let limit = model.snapshot.limit {
            facts.append(("limit " + Units.speed(Double(limit)), .paused))
        }
        if let free = model.snapshot.freeBytes {
            facts.append((Units.bytes(free) + " free", free < 1 << 30 ? .failed : .muted))
        }
        var right = width - 1
        if model.isInsecure {
            // Whatever else has no room: this is seen all the time.
            let text = width >= 120 ? " certificates not checked " : " insecure "
            right -= text.utf8.count
            canvas.write(
                text, x: right, y: 0, width: text.utf8.count,
                Style(.inverse, on: .alarm, bold: true))
            right -= 2
        }
        for fact in facts.reversed() {
            let size = Text.width(fact.0)
            guard right - size - 2 > left + 24 || width < 60 && right - size - 2 > left + 12 else {
                break
            }
            canvas.write(fact.0, x: right - size, y: 0, width: size, Style(fact.1, on: .raised))
            right -= size + 2
        }
        return right
    }
}
