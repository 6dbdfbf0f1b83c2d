import TerminalUI

/// Turns screens into what the terminal is sent, in the colours of a theme.
struct Painter {
    /// The theme; `nil` is the one for the terminal's background.
    private var theme: Theme?
    private var hasLightBackground: Bool
    private var writer: FrameWriter
    private let depth: ColorDepth
    private let understandsCommands: Bool
    private let isConsole: Bool

    /// Creates a painter for a terminal.
    @MainActor
    init(_ theme: Theme?, _ terminal: Terminal) {
        self.theme = theme
        hasLightBackground = terminal.isLight
        depth = terminal.depth
        understandsCommands = terminal.understandsCommands
        isConsole = terminal.isConsole
        writer = Self.writer(
            theme, isLight: terminal.isLight, depth, understandsCommands, isConsole)
    }

    private static func writer(
        _ theme: Theme?, isLight: Bool, _ depth: ColorDepth, _ understandsCommands: Bool,
        _ isConsole: Bool
    ) -> FrameWriter {
        FrameWriter(
            theme: theme ?? (isLight ? .light : .dark), depth: depth,
            isSynchronized: understandsCommands, isConsole: isConsole)
    }

    private mutating func renew() {
        writer = Self.writer(
            theme, isLight: hasLightBackground, depth, understandsCommands, isConsole)
    }

    /// Uses a theme from the next frame on.
    mutating func use(_ theme: Theme?) {
        guard theme != self.theme else { return }
        self.theme = theme
        renew()
    }

    /// Records whether the terminal's background is light.
    ///
    /// - Returns: Whether that has changed.
    mutating func note(lightBackground isLight: Bool?) -> Bool {
        guard let isLight, isLight != hasLightBackground else { return false }
        hasLightBackground = isLight
        renew()
        return true
    }

    /// Returns what turns the last frame into this screen.
    mutating func paint(_ screen: Canvas) -> [UInt8] { writer.frame(screen) }

    /// Has the next frame drawn in full.
    mutating func forget() { writer.forget() }
}
