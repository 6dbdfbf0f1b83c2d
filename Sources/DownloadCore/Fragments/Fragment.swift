/// A half-open range of the file with a cursor: what a person sees as one progress bar.
package struct Fragment: Hashable, Sendable {
    /// What is being done for a fragment.
    package enum Work: Hashable, Sendable {
        /// Nobody fetches it. Leaves to `.active`.
        case idle
        /// This lane fetches it. Leaves to `.idle`, `.waiting`, `.failed`, `.done`.
        case active(LaneID)
        /// A try failed; the next begins at this time. Leaves to `.idle` or `.active`.
        case waiting(until: Instant, DownloadError)
        /// It ran out of tries. Leaves to `.idle` when a person asks.
        case failed(DownloadError)
        /// Whole; the row stays until another fragment needs its number.
        case done
    }

    /// Its number, from 1.
    package var number: Int
    /// The bytes that are its own; `end` is `Int64.max` while the file's length is not known.
    package var range: ByteRange
    /// The position of the next byte to fetch.
    package var cursor: Int64
    /// What is being done for it.
    package var work: Work
    /// Requests that were made for it.
    package var tries = 0
    /// Tries since the last byte arrived.
    package var failures = 0
    /// Connections that were replaced because they were slower than their siblings.
    package var renewals = 0
    /// Bytes per second, as last measured; `nil` before there is a measure.
    package var rate: Double?
    /// The status of its last response.
    package var status: Int?
    /// The address of the server that answered last.
    package var address: String?

    /// Creates a fragment that nobody fetches yet.
    package init(number: Int, range: ByteRange) {
        self.number = number
        self.range = range
        self.cursor = range.start
        self.work = .idle
    }

    /// The bytes still to fetch.
    package var missing: ByteRange { ByteRange(cursor, range.end) }
    /// The bytes that are there.
    package var covered: ByteRange { ByteRange(range.start, cursor) }
    /// The lane that fetches it.
    package var lane: LaneID? {
        if case .active(let lane) = work { lane } else { nil }
    }
    /// Whether there is something left that may be fetched without a person's word.
    package var isOpen: Bool {
        switch work {
        case .idle, .active, .waiting: true
        case .failed, .done: false
        }
    }
    /// The seconds until it is whole at its own speed, or at `fallback` bytes per second.
    package func secondsLeft(fallback: Double) -> Double {
        Double(missing.count) / max(rate ?? fallback, 1)
    }
}
