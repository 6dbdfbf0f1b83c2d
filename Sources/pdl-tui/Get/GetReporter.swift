import DownloadCore
import Glibc
import TerminalUI

/// Writes the output of `get`.
///
/// Paths or JSON go to standard output; lines or a progress block go to standard error.
struct GetReporter {
    /// The output format.
    enum Form {
        case quiet, plain, block, json
    }

    private let form: Form
    private let output: Output
    private let errors: Output
    /// The streams written to.
    let streams: GetStreams
    private let warning: String?
    private var hasWarned = false
    private var report: GetReport
    private var block: ProgressBlock
    private var ended = 0
    private(set) var failed = 0

    /// - Parameters:
    ///   - form: The output format.
    ///   - isVerbose: Whether retries are reported too.
    ///   - isASCII: Whether bars are drawn in ASCII.
    ///   - warning: A warning to show throughout the run.
    ///   - usesColor: Whether the warning is red on a terminal.
    ///   - output: The stream for paths and JSON.
    ///   - errors: The stream for everything else.
    init(
        form: Form, isVerbose: Bool, isASCII: Bool, warning: String? = nil,
        usesColor: Bool = false, output: Output, errors: Output
    ) {
        self.form = form
        self.output = output
        self.errors = errors
        self.streams = GetStreams(output: output, errors: errors)
        self.warning = warning
        self.report =
            switch form {
            case .quiet: GetReport(detail: .results)
            case .block: GetReport(detail: isVerbose ? .retries : .waits)
            case .plain: GetReport(detail: isVerbose ? .retries : .progress)
            case .json: GetReport(detail: .retries)
            }
        self.block = ProgressBlock(isASCII: isASCII, warning: warning, usesColor: usesColor)
    }

    /// Reports the new events and returns those of ended downloads.
    ///
    /// - Parameters:
    ///   - snapshot: The downloads in the list.
    ///   - ended: Those that have ended and left it since the last call.
    /// - Returns: The events of downloads that have ended.
    mutating func tell(
        _ snapshot: Snapshot, ended: [DownloadSnapshot] = []
    ) -> [DownloadNotice] {
        let events = report.events(in: snapshot) + report.events(of: ended, at: snapshot.time)
        var lines = ""
        var results = ""
        if let warning, !hasWarned, form == .plain || form == .json {
            lines = "pdl-tui: \(warning)\n"
        }
        hasWarned = true
        var endings: [DownloadNotice] = []
        for event in events {
            switch event.kind {
            case .done:
                if form != .json { results += printed(event.path) + "\n" }
                endings.append(event)
            case .failed:
                failed += 1
                if form == .quiet { lines += "pdl-tui: " + event.line }
                endings.append(event)
            default: break
            }
            switch form {
            case .quiet: break
            case .json: results += event.json(time: wallClock())
            case .plain, .block: if isWorthALine(event.kind) { lines += event.line }
            }
        }
        self.ended += endings.count
        if form == .block {
            if output.isTerminal {
                // Both streams are the same terminal: a path is a line above the block.
                lines += results
                results = ""
            }
            // A terminal that is behind gets only the newest block.
            if !lines.isEmpty || !streams.errors.isBusy {
                lines = block.update(
                    above: lines, snapshot, counts: (self.ended, failed), size: errors.size)
            }
        }
        streams.errors.write(lines.utf8)
        streams.output.write(results.utf8)
        return endings
    }

    /// Reports an error that belongs to no download.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - counts: Whether it counts as a failed download.
    mutating func complain(_ message: String, counts: Bool = true) {
        if counts { failed += 1 }
        streams.errors.write(block.end("pdl-tui: \(message)\n", size: errors.size).utf8)
    }

    /// Removes the block and prints a final message, unless quiet.
    mutating func end(_ message: String? = nil) {
        let last = form == .quiet ? nil : message.map { "pdl-tui: \($0)\n" }
        streams.errors.write(block.end(last ?? "", size: errors.size).utf8)
    }

    /// Returns the path verbatim for programs, or without control characters for a terminal.
    private func printed(_ path: String) -> String {
        output.isTerminal ? Text.visible(path) : path
    }

    private func isWorthALine(_ kind: DownloadNotice.Kind) -> Bool {
        form == .plain || (kind != .start && kind != .progress)
    }
}

/// The wall clock, in seconds since 1970.
func wallClock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
