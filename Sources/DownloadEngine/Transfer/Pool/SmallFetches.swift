import DownloadCore

/// The small responses being fetched, and those to be retried.
struct SmallFetches {
    /// A fetch to be retried.
    struct Retry {
        /// When it is due.
        let due: Instant
        /// The request.
        let request: SmallFetch.Request
        /// Receives the result.
        let end: (Result<SmallFetch.Response, DownloadError>) -> Void
    }

    /// The running fetches, by libcurl's handle.
    var running: [UnsafeMutableRawPointer: SmallFetch] = [:]
    /// The fetches to be retried.
    var retries: [Retry] = []

    /// When the next retry is due; `nil` for none.
    var nextRetry: Instant? { retries.lazy.map(\.due).min() }

    /// Takes out the retries that are due.
    mutating func takeRetries(at time: Instant) -> [Retry] {
        guard !retries.isEmpty else { return [] }
        let due = retries.filter { $0.due <= time }
        retries.removeAll { $0.due <= time }
        return due
    }
}
