import DownloadCore

/// A notification of the desktop, by `notify-send`, when all downloads have ended.
///
/// Terminals that know the command for it (OSC 9) show one themselves: for these there is none, or
/// there would be two.
struct DesktopNotice {
    /// What the environment says of terminal and desktop.
    private let isWanted: Bool

    /// - Parameters:
    ///   - isOn: Whether notifications are wanted.
    ///   - variable: Looks a variable of the environment up.
    init(isOn: Bool, variable: (String) -> String?) {
        func isSet(_ name: String) -> Bool { !(variable(name) ?? "").isEmpty }
        let terminal = [variable("TERM_PROGRAM"), variable("TERM"), variable("LC_TERMINAL")]
            .compactMap { $0?.lowercased() }
        let notifies = terminal.contains { name in
            ["kitty", "ghostty", "wezterm", "iterm", "foot", "rio"].contains { name.contains($0) }
        }
        let hasDesktop = isSet("DISPLAY") || isSet("WAYLAND_DISPLAY")
        isWanted = isOn && hasDesktop && !notifies && !isSet("SSH_CONNECTION")
    }

    /// Says what to run when the last download has just ended; a pause is no end.
    ///
    /// - Parameters:
    ///   - snapshot: The newest picture.
    ///   - hasEnded: Whether a download has ended since the one before.
    /// - Returns: The command; `nil` at all other times.
    func command(for snapshot: Snapshot, hasEnded: Bool) -> [String]? {
        guard isWanted, hasEnded else { return nil }
        let isBusy = snapshot.downloads.contains { download in
            switch download.state {
            case .waiting, .asking, .running, .retrying, .checking: true
            case .paused, .failed, .done: false
            }
        }
        guard !isBusy else { return nil }
        let failed = snapshot.downloads.count { if case .failed = $0.state { true } else { false } }
        let done = snapshot.downloads.count { $0.state == .done }
        let words = failed > 0 ? "\(done) done, \(failed) failed" : "\(done) done"
        return ["notify-send", "--app-name=pdl-tui", "pdl-tui", "Downloads: \(words)"]
    }
}
