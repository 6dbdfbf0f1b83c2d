import DownloadCore

/// What stands over the main view or takes the keys from it.
enum Overlay: Hashable, Sendable {
    case help(Help)
    case form(DownloadForm)
    case prompt(Prompt)
    case question(Question)
}
