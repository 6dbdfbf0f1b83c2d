import DownloadCore

/// One line with a question and the keys that answer it.
struct Question: Hashable, Sendable {
    /// What an answer does.
    enum Outcome: Hashable, Sendable {
        case nothing
        case remove([DownloadID], deletingPartFile: Bool)
        case quit
        case detach
        case pause([DownloadID])
        case sort(SortOrder)
        case add([DownloadRequest])
        case select(DownloadID)
        case startOver(DownloadID)
    }

    /// What it is about: when that changes, the question is asked anew or has no point any more.
    enum Subject: Hashable, Sendable {
        case quit
        case detach
        case pause([DownloadID])
        case remove([DownloadID])
        case startOver(DownloadID)
        case sort
        /// Requests whose URLs are in the queue, of so many.
        case add([DownloadRequest], of: Int)
    }

    /// One answer.
    struct Choice: Hashable, Sendable {
        var key: Key
        var title: String
        var outcome: Outcome
    }

    var subject: Subject
    var text: String
    /// What stands there where the text does not fit.
    var shortText: String?
    var choices: [Choice]
    /// What Enter, or the key that asked once more, answers.
    var usual: Outcome?
}
