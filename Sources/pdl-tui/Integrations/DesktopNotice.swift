import DownloadCore

/// Sends a desktop notification through `notify-send` when all downloads have ended.
///
/// Terminals that support OSC 9 show a notification themselves. Nothing is sent for these, since
/// the user would see two.
struct DesktopNotice {
    /// Whether terminal and desktop call for a notification, judged from the environment.
    private let isWanted: Bool

    /// - Parameters:
    ///   - isOn: Whether the settings ask for notifications.
    ///   - variable: Looks up an environment variable.
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

    /// Returns the command to run when the last download has just ended; paused is not ended.
    ///
    /// - Parameters:
    ///   - snapshot: The latest snapshot.
    ///   - hasEnded: Whether a download has ended since the previous snapshot.
    /// - Returns: The command, or `nil` when no notification is due.
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
