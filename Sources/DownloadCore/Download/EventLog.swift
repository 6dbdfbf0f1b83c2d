/// What happened to a download, and what it was asked for in vain.
package struct EventLog: Hashable, Sendable {
    /// The most events that are kept.
    package static let most = 200

    /// What happened, oldest first.
    package private(set) var events: [DownloadEvent]
    /// The last request of the user that was refused, and why.
    package private(set) var refusal: DownloadEvent?

    /// Begins with what has happened before, and what was refused with it.
    package init(_ events: [DownloadEvent] = [], refusal: DownloadEvent? = nil) {
        self.events = events + (refusal.map { [$0] } ?? [])
        self.refusal = refusal
    }

    /// Adds an event at this time, in seconds since 1970; the oldest goes when there are too many.
    package mutating func add(_ text: String, at date: Double) {
        if events.count >= EventLog.most { events.removeFirst(events.count - EventLog.most + 1) }
        events.append(DownloadEvent(time: date, text: text))
    }

    /// Adds that a request of the user is refused.
    package mutating func refuse(_ text: String, at date: Double) {
        refusal = DownloadEvent(time: date, text: text)
        add(text, at: date)
    }

    /// Drops the refusal: the user has asked for something else.
    package mutating func forgetRefusal() { refusal = nil }
}
