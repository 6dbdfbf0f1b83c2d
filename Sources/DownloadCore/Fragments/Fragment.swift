/// A half-open range of the file with a cursor, shown as one progress bar.
package struct Fragment: Hashable, Sendable {
    /// The state of a fragment.
    package enum Work: Hashable, Sendable {
        /// Not assigned to a lane. Next: `.active`.
        case idle
        /// Being fetched by this lane. Next: `.idle`, `.waiting`, `.failed`, `.done`.
        case active(LaneID)
        /// Waiting to retry at this time after an error. Next: `.idle` or `.active`.
        case waiting(until: Instant, DownloadError)
        /// Out of attempts. Next: `.idle`, on the user's request.
        case failed(DownloadError)
        /// Complete; keeps its row until another fragment needs its number.
        case done
    }

    /// The fragment number, from 1.
    package var number: Int
    /// The range of the file; `end` is `Int64.max` while the length is unknown.
    package var range: ByteRange
    /// The offset of the next byte to fetch.
    package var cursor: Int64
    /// The state.
    package var work: Work
    /// The number of requests made.
    package var tries = 0
    /// The number of attempts since the last byte arrived.
    package var failures = 0
    /// The number of connections replaced because they were slower than their siblings.
    package var renewals = 0
    /// The measured speed in bytes per second; `nil` before the first measurement.
    package var rate: Double?
    /// The status of the last response.
    package var status: Int?
    /// The address of the server that responded last.
    package var address: String?

    /// Creates an idle fragment.
    package init(number: Int, range: ByteRange) {
        self.number = number
        self.range = range
        self.cursor = range.start
        self.work = .idle
    }

    /// The range still to fetch.
    package var missing: ByteRange { ByteRange(cursor, range.end) }
    /// The range already received.
    package var covered: ByteRange { ByteRange(range.start, cursor) }
    /// The lane that fetches the fragment, if any.
    package var lane: LaneID? {
        switch work {
        case .active(let lane): lane
        case .idle, .waiting, .failed, .done: nil
        }
    }
    /// Whether the fragment is incomplete and can be fetched without the user's request.
    package var isOpen: Bool {
        switch work {
        case .idle, .active, .waiting: true
        case .failed, .done: false
        }
    }
    /// Whether a lane may be opened for it now: it is idle, or its delay is over.
    package func isReady(at now: Instant) -> Bool {
        switch work {
        case .idle: true
        case .waiting(let until, _): until <= now
        case .active, .failed, .done: false
        }
    }
    /// Returns the seconds to completion at its own speed, or at `fallback` bytes per second.
    package func secondsLeft(fallback: Double) -> Double {
        Double(missing.count) / max(rate ?? fallback, 1)
    }
}
