import DownloadCore

/// What stands over the main view or takes the keys from it.
enum Overlay: Hashable, Sendable {
    case commands(PickList)
    case history(HistoryList)
    case review(PasteReview)
    case settings(SettingsPanel)
    case form(DownloadForm)
    case prompt(Prompt)
    case question(Question)

    /// Whether it is a list over the main view, and no single line or form.
    var isList: Bool {
        switch self {
        case .commands, .history, .review: true
        case .settings, .form, .prompt, .question: false
        }
    }
}
