extension Download {
    /// The state of a download when the program ended.
    package enum Past: Hashable, Sendable {
        /// It was running or queued.
        case waiting
        /// It was paused by the user.
        case paused
        /// It had failed.
        case failed(DownloadError)
        /// Its file was complete: its length in bytes, and when, in seconds since 1970.
        case done(length: Int64, at: Double?)
    }
}
