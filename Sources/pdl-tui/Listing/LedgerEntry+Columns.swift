import DownloadCore
import DownloadEngine
import Glibc
import TerminalUI

extension LedgerEntry {
    /// Returns the entry as a line of text: state, amount, date, and file.
    ///
    /// - Parameter utcOffset: The offset of local time from UTC in seconds.
    /// - Returns: The line, including its line break.
    func columns(utcOffset: Int) -> String {
        let time = finished ?? added
        let date = time > 0 ? Units.date(time, secondsFromUTC: utcOffset) : ""
        return "\(padded(word, 8))\(padded(amount, 20))\(padded(date, 18))\(Text.visible(what))\n"
    }

    private var amount: String {
        switch (state, length) {
        case (.done, _): Units.bytes(length ?? received)
        case (_, let length?):
            "\(Units.percent(received, of: length)) % of \(Units.bytes(length))"
        default: received > 0 ? Units.bytes(received) : "-"
        }
    }

    private var what: String {
        switch state {
        case .done(let path): path
        case .failed(let error): "\(name): \(error.cause) (\(url))"
        default: "\(name) (\(url))"
        }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - Text.width(text))) + "  "
    }
}

/// Returns the current offset of local time from UTC in seconds.
func localUTCOffset() -> Int {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return parts.tm_gmtoff
}
