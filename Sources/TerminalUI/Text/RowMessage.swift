import DownloadCore

/// The message of a row in place of numbers: the short fault, the first key, then details.
struct RowMessage: Hashable, Sendable {
    /// The fault alone, for rows that have no room for more.
    private var words: String?
    /// The part that must not be truncated.
    var short: String
    /// The parts that are shown if they fit, each with what separates it.
    var details: [String] = []
    var ink: Ink
    /// The position of the key in the text, in cells.
    var hintRange: Range<Int>?

    /// The full text.
    var text: String { short + details.joined() }

    /// The least width of a truncated part; a few letters of one tell nothing.
    private static let leastPart = 20

    /// Returns the text for a column: the short part, and the details that have room.
    func text(fitting width: Int) -> String {
        if let words, Text.width(short) > width { return words }
        var text = short
        for part in details {
            let room = width - Text.width(text)
            guard room >= min(Text.width(part), Self.leastPart) else { break }
            text += part
        }
        return text
    }

    /// Creates the message of a download; `nil` when its row shows numbers.
    init?(_ download: DownloadSnapshot, _ options: InterfaceOptions) {
        let dot = options.ascii ? " - " : " · "
        ink = download.look.ink
        switch download.state {
        case .waiting:
            short = "waiting"
        case .asking:
            short = download.silence ?? "connecting"
        case .failed, .paused(.disk), .paused(.inUse), .paused(.question), .retrying:
            guard let fault = download.fault else { return nil }
            words = fault.words
            short = fault.words
            switch download.state {
            case .retrying(_, let seconds):
                if fault.needsChange { addKey(of: fault, dot, options) }
                short +=
                    dot
                    + (download.tries > 1
                        ? "try \(download.tries), " + Units.next(seconds)
                        : Units.nextTry(in: seconds))
            case .paused(.disk): short += dot + "resumes by itself"
            default: addKey(of: fault, dot, options)
            }
            if let length = download.length, download.received > 0 {
                details.append(dot + "\(Units.percent(download.received, of: length))% kept")
            }
            if let detail = download.faultDetail { details.append(dot + detail) }
        case .done:
            guard let warning = download.warning else { return nil }
            short = warning
            details = ["; the link may need a login"]
            ink = .retrying
        case .running:
            guard let (number, error) = download.failedFragment else {
                guard let silence = download.silence else { return nil }
                short = silence
                ink = .retrying
                if let length = download.length {
                    details = [dot + "\(Units.percent(download.received, of: length))%"]
                }
                return
            }
            short = "fragment \(number): \(error.fault.words)"
            ink = .failed
            details = error.detail.map { [dot + $0] } ?? []
        case .checking, .paused(.user): return nil
        }
    }

    /// Adds the key of the most useful remedy.
    private mutating func addKey(of fault: Fault, _ dot: String, _ options: InterfaceOptions) {
        guard let remedy = fault.remedies.first,
            let key = options.keymap.keys(for: remedy.action).first
        else { return }
        let name = options.ascii ? key.asciiName : key.name
        let start = Text.width(short + dot)
        short += dot + name + " " + remedy.verb
        hintRange = start..<start + Text.width(name)
    }
}

extension DownloadSnapshot {
    /// The first of its failed fragments.
    var failedFragment: (number: Int, error: DownloadError)? {
        for fragment in fragments {
            if case .failed(let error) = fragment.state { return (fragment.number, error) }
        }
        return nil
    }

    /// Marks for its own options: L a limit, C a checksum, M mirrors.
    var marks: String {
        (request.limit != nil ? "L" : "") + (request.checksum != nil ? "C" : "")
            + (request.sources.count > 1 ? "M" : "")
    }
}
