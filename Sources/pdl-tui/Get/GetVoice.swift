import DownloadCore
import Glibc
import TerminalUI

/// What `get` says, where and how: paths or JSON on standard output; lines, or a block that is
/// redrawn, on standard error.
struct GetVoice {
    /// How much and in which form.
    enum Form {
        case quiet, plain, block, json
    }

    private let form: Form
    private let output: Output
    private let errors: Output
    /// Where it is written to.
    let streams: GetStreams
    private let warning: String?
    private var hasWarned = false
    private var report: GetReport
    private var block: ProgressBlock
    private var ended = 0
    private(set) var failed = 0

    /// - Parameters:
    ///   - form: What is said and how.
    ///   - isVerbose: Whether also what is tried again is said.
    ///   - isASCII: Whether bars are drawn in ASCII.
    ///   - warning: What must be seen as long as there is something to see.
    ///   - usesColor: Whether it is red on a terminal.
    ///   - output: Where paths and JSON go.
    ///   - errors: Where everything else goes.
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

    /// Says what is new, and returns how downloads have ended with it.
    mutating func tell(_ snapshot: Snapshot) -> [GetEvent] {
        let events = report.events(in: snapshot)
        var lines = ""
        var results = ""
        if let warning, !hasWarned, form == .plain || form == .json {
            lines = "pdl-tui: \(warning)\n"
        }
        hasWarned = true
        var endings: [GetEvent] = []
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
        ended += endings.count
        if form == .block {
            if output.isTerminal {
                // Both are one terminal: a path is a line above the block like any other.
                lines += results
                results = ""
            }
            // A terminal that is not read gets the newest block when it is.
            if !lines.isEmpty || !streams.errors.isBusy {
                lines = block.update(
                    above: lines, snapshot, counts: (ended, failed), size: errors.size)
            }
        }
        streams.errors.write(lines.utf8)
        streams.output.write(results.utf8)
        return endings
    }

    /// Says something that is wrong without any download of its own, and counts it as failed
    /// unless it is something beside the downloads.
    mutating func complain(_ message: String, counts: Bool = true) {
        if counts { failed += 1 }
        streams.errors.write(block.end("pdl-tui: \(message)\n", size: errors.size).utf8)
    }

    /// Takes the block away and says something at the end, unless quiet.
    mutating func end(_ message: String? = nil) {
        let last = form == .quiet ? nil : message.map { "pdl-tui: \($0)\n" }
        streams.errors.write(block.end(last ?? "", size: errors.size).utf8)
    }

    /// A path as it is printed: as it is for a program, safe to look at for a person.
    private func printed(_ path: String) -> String {
        output.isTerminal ? Text.visible(path) : path
    }

    private func isWorthALine(_ kind: GetEvent.Kind) -> Bool {
        form == .plain || (kind != .start && kind != .progress)
    }
}

/// The wall clock, in seconds since 1970.
func wallClock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
