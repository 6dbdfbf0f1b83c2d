/// What becomes of the downloads of an interface whose terminal is closed.
enum HangUp: String, Sendable, CaseIterable {
    /// They are paused, and resume at the next start.
    case pause
    /// They continue in the background.
    case background
}
