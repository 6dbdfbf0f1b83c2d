/// The events of a download, and the last refused request.
package struct EventLog: Hashable, Sendable {
    /// The maximum number of events kept.
    package static let most = 200

    /// The events, oldest first.
    package private(set) var events: [DownloadEvent]
    /// The last refused request of the user, and why.
    package private(set) var refusal: DownloadEvent?

    /// Creates a log of earlier events and a refusal.
    package init(_ events: [DownloadEvent] = [], refusal: DownloadEvent? = nil) {
        self.events = events + (refusal.map { [$0] } ?? [])
        self.refusal = refusal
    }

    /// Adds an event at this time, in seconds since 1970; drops the oldest at the maximum.
    package mutating func add(_ text: String, at date: Double) {
        if events.count >= EventLog.most { events.removeFirst(events.count - EventLog.most + 1) }
        events.append(DownloadEvent(time: date, text: text))
    }

    /// Adds what a retrieval has noted; while a server is unreachable, the same failure is listed
    /// once.
    package mutating func add(_ note: Retrieval.Note, at date: Double) {
        switch note {
        case .event(let text): add(text, at: date)
        case .failure(let text, let error):
            if !error.isOutage || events.last?.text != text { add(text, at: date) }
        }
    }

    /// Adds an event for a refused request of the user.
    package mutating func refuse(_ text: String, at date: Double) {
        refusal = DownloadEvent(time: date, text: text)
        add(text, at: date)
    }

    /// Drops the refusal: the user has asked for something else.
    package mutating func forgetRefusal() { refusal = nil }
}
