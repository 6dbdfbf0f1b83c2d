import DownloadCore

/// The event log of a download as lines of a pane; long events take several.
struct LogLines {
    /// A line; only the first of an event has a time.
    struct Line: Hashable {
        var time: String
        var text: String
    }

    private(set) var lines: [Line] = []

    /// Wraps the events into lines of `width` cells next to their times.
    init(_ events: [DownloadEvent], width: Int, secondsFromUTC: Int) {
        for event in events {
            for (index, text) in Text.lines(event.text, width: max(8, width)).enumerated() {
                let time =
                    index == 0 ? Units.clock(event.time, secondsFromUTC: secondsFromUTC) : ""
                lines.append(Line(time: time, text: text))
            }
        }
    }
}

extension Model {
    /// Returns the event log of a download, for the pane's width.
    func logLines(of download: DownloadSnapshot) -> [LogLines.Line] {
        LogLines(
            download.events, width: Layout(self).pane.width - 15,
            secondsFromUTC: options.secondsFromUTC
        ).lines
    }

    /// Returns the facts about a download, for the pane's width.
    func infoLines(of download: DownloadSnapshot) -> [InfoLines.Line] {
        let width = Layout(self).pane.width
        return InfoLines(download, options: options).wrapped(
            width: width - InfoLines.indent(width) - 2)
    }
}
