import DownloadCore

/// The card in place of fragments: a fault and its remedies, or a finished download.
struct StatusCard {
    /// A line before wrapping.
    enum Line: Hashable {
        case title(String, Ink)
        case text(String, Ink)
        case fact(String, String)
        case key(Action, String)
        case gap
    }

    private(set) var lines: [Line] = []

    /// The waiting time in seconds from which a retry has a card: shorter ones would flicker.
    private static let longWait = 10.0

    /// Returns whether a download has a card.
    static func exists(for download: DownloadSnapshot) -> Bool {
        switch download.state {
        case .failed, .done, .paused(.disk), .paused(.inUse), .paused(.question): true
        case .waiting: !download.hasSomethingToDraw
        case .retrying(_, let seconds): seconds >= longWait || !download.hasSomethingToDraw
        default: false
        }
    }

    init(_ download: DownloadSnapshot, _ model: Model) {
        if download.state == .done {
            addFinished(download, model)
        } else if download.state == .waiting {
            addWaiting(download, model)
        } else if let fault = download.fault {
            addFault(fault, download, model)
        }
    }

    /// Returns the number of its lines when wrapped to a width.
    func height(width: Int) -> Int {
        let hasKeys = lines.contains { if case .key = $0 { true } else { false } }
        return lines.reduce(hasKeys ? 1 : 0) { sum, line in
            switch line {
            case .title(let text, _), .text(let text, _):
                sum + Text.lines(text, width: max(1, width)).count
            case .fact, .gap: sum + 1
            case .key: sum
            }
        }
    }

    private mutating func addFault(_ fault: Fault, _ download: DownloadSnapshot, _ model: Model) {
        lines.append(.title(fault.words, download.look.ink))
        if let detail = download.faultDetail { lines.append(.text(detail, .text)) }
        lines.append(.text(fault.advice, .muted))
        for fact in download.certificate?.facts ?? [] { lines.append(.fact(fact.label, fact.text)) }
        var facts: [String] = []
        if let event = download.events.last {
            let zone = model.options.secondsFromUTC
            facts.append("since " + Units.clock(event.time, secondsFromUTC: zone))
        }
        if download.tries > 0 {
            facts.append(download.tries == 1 ? "1 try" : "\(download.tries) tries")
        }
        if case .retrying(_, let seconds) = download.state {
            facts.append(Units.next(seconds))
        }
        if let length = download.length, download.received > 0 {
            facts.append("\(Units.part(download.received, of: length)) on disk")
        }
        if !facts.isEmpty {
            lines.append(
                .text(facts.joined(separator: model.options.ascii ? " - " : " · "), .muted))
        }
        lines.append(.gap)
        lines += fault.remedies
            .filter { model.disabledReason(for: $0.action) == nil }
            .map { .key($0.action, $0.verb) }
    }

    private mutating func addWaiting(_ download: DownloadSnapshot, _ model: Model) {
        let ahead = model.snapshot.downloads.prefix { $0.id != download.id }
            .count { $0.state == .waiting }
        lines.append(.title("waiting", .waiting))
        let turn =
            ahead == 0 ? "when an active download ends" : "after \(Units.count(ahead, "other"))"
        lines.append(
            .text(model.counts.active == 0 ? "Starts in a moment." : "Starts \(turn).", .muted))
        lines.append(.gap)
        lines += [(Action.startNow, "start now"), (.moveUpInQueue, "sooner"), (.remove, "remove")]
            .filter { model.disabledReason(for: $0.0) == nil }
            .map { .key($0.0, $0.1) }
    }

    private mutating func addFinished(_ download: DownloadSnapshot, _ model: Model) {
        if let warning = download.warning {
            lines.append(.title(warning, .retrying))
            lines.append(.text("The link may need a login, or it has expired.", .muted))
        } else if download.isSkipped {
            lines.append(.title("skipped (already exists)", .done))
        } else {
            lines.append(.title("done", .done))
        }
        lines.append(.fact("file", download.path))
        let zone = model.options.secondsFromUTC
        if let length = download.length ?? (download.received > 0 ? download.received : nil) {
            lines.append(.fact("size", Units.bytes(length)))
        }
        // Where not all fits, the last ones are left out.
        if let digest = download.digest {
            let weak = digest.checksum.algorithm.isStrong ? "" : " (weak)"
            lines.append(.fact("verified", digest.words + weak))
        } else if !download.isSkipped {
            lines.append(.fact("checksum", "none known; the length was verified"))
        }
        addTime(of: download)
        let fragments = download.fragments.count
        if fragments > 0 {
            let requests = download.fragments.reduce(0) { $0 + $1.tries }
            let parts =
                "\(Units.count(fragments, "fragment")), \(Units.count(requests, "request"))"
            let peak = download.peakConnections.map { "at most \($0); " } ?? ""
            lines.append(.fact(peak.isEmpty ? "fetched as" : "connections", peak + parts))
        }
        if let finished = download.finished {
            lines.append(.fact("finished", Units.date(finished, secondsFromUTC: zone)))
        }
        lines.append(.gap)
        lines += [.key(.open, "open"), .key(.openFolder, "folder"), .key(.copyURL, "copy path")]
        if !download.isSkipped { lines.append(.key(.clearFinished, "clear finished")) }
    }

    /// Adds the time of the transfer and its average speed.
    private mutating func addTime(of download: DownloadSnapshot) {
        // Time in the queue is no time of the transfer; the log begins with the first answer.
        let started = max(download.added, download.events.first?.time ?? 0)
        guard let finished = download.finished, started > 0, finished >= started,
            !download.isSkipped
        else { return }
        let seconds = finished - started
        var text = Units.duration(max(1, seconds))
        // Bytes of an earlier run, and pauses, would make an average that nothing had.
        let wasInterrupted = download.events.contains { $0.text.contains("resum") }
        if let length = download.length, seconds >= 1, !wasInterrupted {
            text += ", average \(Units.speed(Double(length) / seconds))"
        }
        let queued = download.added > 0 ? started - download.added : 0
        if queued >= 1 { text += ", after \(Units.duration(queued)) in the queue" }
        lines.append(.fact("time", text))
    }
}

extension View {
    /// Draws the card of a download, with long lines wrapped.
    mutating func drawCard(of download: DownloadSnapshot) {
        let box = layout.card(model)
        var y = box.y
        let x = box.x + 3
        let width = box.width - 6
        let lines = StatusCard(download, model).lines
        let keys = lines.filter { if case .key = $0 { true } else { false } }
        // The keys take precedence over the last facts.
        let bottom = box.bottom - (keys.isEmpty ? 0 : 1)
        for line in lines where y < bottom {
            switch line {
            case .gap: y += 1
            case .title(let text, let ink):
                let sign = String(download.look.sign(ascii: ascii))
                canvas.write(sign, x: x - 2, y: y, width: 1, Style(ink, bold: true))
                y = drawWrapped(
                    text, x: x, y: y, width: width, bottom: bottom, Style(ink, bold: true))
            case .text(let text, let ink):
                y = drawWrapped(text, x: x, y: y, width: width, bottom: bottom, Style(ink))
            case .fact(let label, let text):
                canvas.write(label, x: x, y: y, width: 12, Style(.muted))
                canvas.write(
                    text, x: x + 13, y: y, width: width - 13, .plain, truncation: .middle)
                y += 1
            case .key: break
            }
        }
        drawCardKeys(keys, x: x, y: min(y, box.bottom - 1), width: width)
    }

    private mutating func drawCardKeys(
        _ keys: [StatusCard.Line], x: Int, y: Int, width: Int
    ) {
        var column = x
        for case .key(let action, let verb) in keys {
            guard let key = model.options.keymap.keys(for: action).first else { continue }
            let name = keyName(key)
            let size = Text.width(name) + Text.width(verb) + 3
            guard column + size - 2 <= x + width else { return }
            let start = column
            column = write(
                [(name, Style(.accent, bold: true)), (" " + verb, Style(.text))], x: column, y: y,
                width: size)
            targets.append(
                ClickTarget(
                    area: Rect(x: start, y: y, width: column - start, height: 1), action: action))
            column += 3
        }
    }

    /// Writes text on several lines; returns the row after the last.
    private mutating func drawWrapped(
        _ text: String, x: Int, y: Int, width: Int, bottom: Int, _ style: Style
    ) -> Int {
        var y = y
        for line in Text.lines(text, width: width) where y < bottom {
            canvas.write(line, x: x, y: y, width: width, style)
            y += 1
        }
        return y
    }
}
