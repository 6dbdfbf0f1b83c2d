import DownloadCore

/// A line with a question and the keys that answer it.
struct Question: Hashable, Sendable {
    /// The effect of an answer.
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
        case trust(DownloadID, key: String)
        case withdrawTrust(DownloadID)
    }

    /// The subject of the question: when it changes, the question is updated or withdrawn.
    enum Subject: Hashable, Sendable {
        case quit
        case detach
        case pause([DownloadID])
        case remove([DownloadID])
        case startOver(DownloadID)
        case trust(DownloadID, key: String)
        case withdrawTrust(DownloadID)
        case sort
        /// Requests whose URLs are in the queue, out of this number.
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
    /// The text to show where the full one does not fit.
    var shortText: String?
    var choices: [Choice]
    /// The outcome of Enter, or of repeating the key that asked.
    var usual: Outcome?
}
