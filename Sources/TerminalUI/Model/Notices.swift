import DownloadCore

/// The message at the foot of the screen and the offer to undo a removal, which both expire.
struct Notices: Sendable {
    /// A message that expires.
    struct Toast: Hashable, Sendable {
        var text: String
        var ink: Ink
        var until: Instant
    }

    private(set) var toast: Toast?
    /// What is wrong with the engine; `nil` when nothing is.
    var trouble: String?
    /// The last removed downloads, and until when they can be restored.
    private var removal: (ids: [DownloadID], until: Instant)?
    /// When the last reported refusal was made, in seconds since 1970.
    private var lastRefusal = 0.0

    /// Whether a removal can be undone.
    var canUndo: Bool { removal != nil }

    /// The time at which the next of them expires; `nil` without one.
    var nextChange: Instant? { [toast?.until, removal?.until].compactMap(\.self).min() }

    /// Shows a message until a time.
    mutating func say(_ text: String, _ ink: Ink, until: Instant) {
        toast = Toast(text: text, ink: ink, until: until)
    }

    /// Offers to restore removed downloads until a time.
    mutating func offerUndo(of ids: [DownloadID], until: Instant) { removal = (ids, until) }

    /// Returns the downloads to restore, and withdraws the offer with its message.
    mutating func takeRemoval() -> [DownloadID]? {
        guard let removal else { return nil }
        self.removal = nil
        toast = nil
        return removal.ids
    }

    /// Drops what has expired.
    mutating func expire(at now: Instant) {
        if let toast, toast.until <= now { self.toast = nil }
        if let removal, removal.until <= now { self.removal = nil }
    }

    /// Returns the message about the newest refused request; `nil` when it was reported already.
    mutating func refusal(
        in downloads: [DownloadSnapshot], changed: [Int]
    ) -> String? {
        var newest: String?
        for index in changed {
            guard let refusal = downloads[index].refusal, refusal.time > lastRefusal else {
                continue
            }
            lastRefusal = refusal.time
            newest = "\(downloads[index].name) \(refusal.text)"
        }
        return newest
    }
}
