import DownloadCore

/// A part over the main view, or a prompt that takes its keys.
enum Overlay: Hashable, Sendable {
    case commands(PickList)
    case history(HistoryList)
    case review(PasteReview)
    case settings(SettingsPanel)
    case form(DownloadForm)
    case prompt(Prompt)
    case question(Question)

    /// Whether it is a list over the main view, not a line or a form.
    var isList: Bool {
        switch self {
        case .commands, .history, .review: true
        case .settings, .form, .prompt, .question: false
        }
    }
}
