import DownloadCore
import TerminalUI

/// Builds the sequences for title, progress, clipboard and notifications of the terminal.
struct TerminalMessages {
    private let showsTitle: Bool
    private let showsProgress: Bool
    private let notifies: Bool
    private let ringsBell: Bool
    private let copies: Bool
    private let isTmux: Bool
    private var title: String?
    private var progress: Int?

    init(options: InterfaceOptions, environment: [String: String], isUnderstood: Bool) {
        showsTitle = options.title && isUnderstood
        notifies = options.notifications && isUnderstood
        ringsBell = options.bell
        copies = isUnderstood
        isTmux = environment["TMUX"] != nil
        // Other terminals show OSC 9;4 as a notification with the text "4;1;50".
        let knows =
            ["WezTerm", "ghostty", "WindowsTerminal", "iTerm.app"].contains(
                environment["TERM_PROGRAM"])
            || environment["WT_SESSION"] != nil || environment["ConEmuANSI"] != nil
            || environment["KONSOLE_VERSION"] != nil
            || (environment["VTE_VERSION"].flatMap { Int($0) } ?? 0) >= 7900
        showsProgress = options.notifications && isUnderstood && knows && !isTmux
    }

    /// Returns the sequences that update title and progress, if these have changed.
    mutating func telling(title new: String, progress newProgress: Int?) -> String {
        var text = ""
        if showsTitle, new != title {
            // The terminal keeps the original title on its own stack (XTWINOPS 22).
            if title == nil { text += "\u{1B}[22;2t" }
            text += "\u{1B}]2;" + Self.clean(new) + "\u{7}"
            title = new
        }
        if showsProgress, newProgress != progress {
            text += newProgress.map { "\u{1B}]9;4;1;\($0)\u{7}" } ?? "\u{1B}]9;4;0;0\u{7}"
            progress = newProgress
        }
        return text
    }

    /// Makes the next update send everything again.
    mutating func forget() {
        if title != nil { title = "" }
        progress = nil
    }

    /// Returns the sequences that reset title and progress.
    mutating func farewell() -> String {
        var text = ""
        if title != nil { text += "\u{1B}]2;\u{7}\u{1B}[23;2t" }
        if showsProgress, progress != nil { text += "\u{1B}]9;4;0;0\u{7}" }
        title = nil
        progress = nil
        return text
    }

    /// Returns the sequences that ring the bell and notify.
    func announcing(_ text: String) -> String {
        (ringsBell ? "\u{7}" : "")
            + (notifies ? "\u{1B}]9;pdl-tui: " + Self.clean(text) + "\u{7}" : "")
    }

    /// Returns the sequence that copies `text` to the clipboard (OSC 52).
    func copying(_ text: String) -> String {
        copies ? "\u{1B}]52;c;" + Base64.encode(text.utf8) + "\u{7}" : ""
    }

    /// Returns text that cannot terminate the enclosing command.
    private static func clean(_ text: String) -> String { Text.visible(text) }
}
