extension Download {
    /// The moment at which an event is handled.
    package struct Now: Hashable, Sendable {
        /// The time on the monotonic clock.
        package var instant: Instant
        /// Seconds since 1970.
        package var date: Double
        /// A random number from 0 to 1.
        package var random: Double

        /// Creates a moment.
        package init(_ instant: Instant, date: Double = 0, random: Double = 0.5) {
            self.instant = instant
            self.date = date
            self.random = random
        }
    }
}
