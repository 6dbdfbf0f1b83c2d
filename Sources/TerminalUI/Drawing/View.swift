import DownloadCore

/// Draws a model.
package struct View {
    let model: Model
    let layout: Layout
    var canvas: Canvas
    /// The areas that can be clicked.
    var targets: [ClickTarget] = []

    private init(_ model: Model) {
        self.model = model
        self.layout = Layout(model)
        self.canvas = Canvas(width: model.size.columns, height: model.size.rows)
        if model.options.ascii { canvas.ellipsis = "~" }
    }

    /// Returns the screen of a model.
    package static func screen(_ model: Model) -> Canvas {
        drawn(model).canvas
    }

    /// Returns the drawn view of a model.
    static func drawn(_ model: Model) -> View {
        var view = View(model)
        view.draw()
        return view
    }

    /// Returns the terminal's title: the total progress.
    package static func title(_ model: Model) -> String {
        guard let done = progress(model) else {
            return model.counts.failed > 0 ? "pdl-tui: \(model.counts.failed) failed" : "pdl-tui"
        }
        return "\(done)% \(Units.speed(model.speeds.total)) pdl-tui"
    }

    /// Returns the progress of all active downloads in percent; `nil` when none is active.
    package static func progress(_ model: Model) -> Int? {
        guard model.counts.active > 0 else { return nil }
        var (received, length) = (0.0, 0.0)
        for index in model.tally.active {
            guard let whole = model.snapshot.downloads[index].length else { continue }
            length += Double(max(0, whole))
            received += Double(min(max(0, model.snapshot.downloads[index].received), max(0, whole)))
        }
        return length > 0 ? Int(received / length * 100) : 0
    }

    /// Whether only ASCII is drawn.
    var ascii: Bool { model.options.ascii }

    private mutating func draw() {
        guard layout.kind != .tooSmall else {
            drawTooSmall()
            return
        }
        drawHeader()
        if layout.queueRows.height > 0 { drawQueue() }
        if layout.paneTitle.height > 0 {
            drawPaneTitle()
            drawPane()
        }
        if layout.kind == .sideBySide {
            let top = layout.header.bottom
            canvas.fill(
                Rect(
                    x: layout.paneTitle.x - 1, y: top, width: 1, height: layout.hint.y - top),
                ascii ? "|" : "│", Style(.rule))
        }
        switch model.overlay {
        case .commands, .form, .history, .review, .settings:
            // Anything under an overlay is dimmed and cannot be clicked.
            targets = []
            let isPreview = if case .settings = model.overlay { true } else { false }
            if !isPreview {
                canvas.dim(Rect(x: 0, y: 0, width: canvas.width, height: layout.hint.y))
            }
        case .prompt, .question, nil: break
        }
        drawHintLine()
        switch model.overlay {
        case .commands(let list): drawCommands(list)
        case .history(let list): drawHistory(list)
        case .review(let review): drawReview(review)
        case .settings(let panel): drawSettings(panel)
        case .form(let form): drawForm(form)
        case .prompt, .question, nil: break
        }
    }

    private mutating func drawTooSmall() {
        let text = "too small"
        let x = max(0, (model.size.columns - text.utf8.count) / 2)
        canvas.write(
            text, x: x, y: max(0, model.size.rows / 2), width: model.size.columns - x, Style(.muted)
        )
    }

    private mutating func drawPane() {
        guard let download = model.selected else { return }
        switch model.pane.tab {
        case .fragments, .heat:
            if model.showsCard { drawCard(of: download) }
            if !model.showsCard || layout.paneRows(model).height > 0 {
                drawFragments(of: download)
            }
            if let rows = layout.graphBelowFragments(model),
                model.speeds.history(of: download).values.contains(where: { $0 > 0 })
            {
                drawSpeed(of: download, in: rows)
            }
        case .info: drawInfo(of: download)
        case .log: drawLog(of: download)
        case .speed: drawSpeed(of: download, in: layout.paneRows(model))
        }
    }

    /// Writes texts of different colours in sequence; returns the column after the last.
    @discardableResult
    mutating func write(_ pieces: [(String, Style)], x: Int, y: Int, width: Int) -> Int {
        var column = x
        for (text, style) in pieces {
            column = canvas.write(text, x: column, y: y, width: x + width - column, style)
        }
        return column
    }
}
