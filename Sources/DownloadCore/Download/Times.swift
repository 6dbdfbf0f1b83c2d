extension Download {
    /// When a download was added and completed.
    package struct Times: Hashable, Sendable {
        /// When it was added, in seconds since 1970.
        package let added: Double
        /// When it completed, in seconds since 1970.
        package internal(set) var finished: Double?
        /// Whether it completed because a file of its name already existed.
        package internal(set) var isSkipped = false

        /// Creates the times of an unfinished download.
        package init(added: Double) { self.added = added }
    }
}
