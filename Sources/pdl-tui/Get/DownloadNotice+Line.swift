import DownloadCore
import TerminalUI

extension DownloadNotice {
    /// The event as a line of text.
    var line: String {
        let name = Text.visible(name)
        switch kind {
        case .start: return "\(Text.visible(shownURL))\n"
        case .warning(let text): return "\(name): \(Text.visible(text))\n"
        case .progress: return "\(name): \(progress)\n"
        case .retry(let fragment, let error, let delay):
            let part = fragment.map { "fragment \($0): " } ?? ""
            return "\(name): \(part)\(Text.visible(error.cause)); retrying in"
                + " \(Units.duration(delay))\n"
        case .done where isSkipped: return "\(name): already exists, skipped\n"
        case .done:
            let speed = seconds > 0 ? Units.speed(Double(received - receivedBefore) / seconds) : ""
            let time = seconds >= 1 ? " in \(Units.duration(seconds.rounded(.down))), \(speed)" : ""
            let check = digest.map { "; verified: \(Text.visible($0.words))" } ?? ""
            return "\(name): done, \(Units.bytes(received))\(time)\(check)\n"
        case .failed(let error):
            let advice =
                error.kind == .nameTaken
                ? "; choose another name with -o or another folder with -d" : ""
            return "\(name): failed: \(Text.visible(error.cause))\(advice)"
                + " (\(Text.visible(shownURL)))\n"
        }
    }

    private var progress: String {
        var parts: [String] = []
        if let length {
            parts.append("\(Units.percent(received, of: length)) %")
            parts.append(Units.part(received, of: length))
        } else {
            parts.append(Units.bytes(received))
        }
        parts.append(Units.speed(bytesPerSecond))
        if let secondsLeft { parts.append("\(Units.duration(secondsLeft)) left") }
        return parts.joined(separator: ", ")
    }
}
