import DownloadCore

/// The event log of a download in lines of a pane: an event that is too long takes several.
struct LogLines {
    /// A line; only the first of an event has a time.
    struct Line: Hashable {
        var time: String
        var text: String
    }

    private(set) var lines: [Line] = []

    /// Wraps the events into lines of `width` cells beside their times.
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
    /// The event log of a download, for the pane as it is.
    func logLines(of download: DownloadSnapshot) -> [LogLines.Line] {
        LogLines(
            download.events, width: Layout(self).pane.width - 15,
            secondsFromUTC: options.secondsFromUTC
        ).lines
    }

    /// The details of a download, for the pane as it is.
    func infoLines(of download: DownloadSnapshot) -> [InfoLines.Line] {
        let width = Layout(self).pane.width
        return InfoLines(download, options: options).wrapped(
            width: width - InfoLines.indent(width) - 2)
    }
}
