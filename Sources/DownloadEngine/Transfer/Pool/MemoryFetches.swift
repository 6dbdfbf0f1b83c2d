import DownloadCore

/// Small responses that are being fetched, and those that are tried again later.
struct MemoryFetches {
    /// One that is tried again.
    struct Retry {
        /// When.
        let due: Instant
        /// What to ask for.
        let request: MemoryFetch.Request
        /// Takes what comes of it.
        let end: (Result<MemoryFetch.Response, DownloadError>) -> Void
    }

    /// Those under way, by libcurl's handle.
    var running: [UnsafeMutableRawPointer: MemoryFetch] = [:]
    /// Those that are tried again.
    var retries: [Retry] = []

    /// When the next one is tried again; `nil` for none.
    var nextRetry: Instant? { retries.map(\.due).min() }

    /// Takes those that are due.
    mutating func takeRetries(at time: Instant) -> [Retry] {
        guard !retries.isEmpty else { return [] }
        let due = retries.filter { $0.due <= time }
        retries.removeAll { $0.due <= time }
        return due
    }
}
