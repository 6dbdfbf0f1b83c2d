extension Download {
    /// What is set for all downloads alike.
    package struct Policy: Hashable, Sendable {
        /// When to try again and when to give up.
        package var retry = RetryPolicy(tries: 5)
        /// Whether a person can be asked; if not, a file that changed is begun again by itself.
        package var asks = true
        /// No fragment of fewer bytes is made.
        package var minimumPiece: Int64 = 128 << 10
        /// Files of fewer bytes are fetched by one lane.
        package var smallFile: Int64 = 1 << 20
        /// How many bytes before a resumed position are compared when no validator vouches for them.
        package var overlap: Int64 = 64 << 10
        /// How many bytes are compared when one does, but what is there is an earlier run's: servers
        /// that keep validators in a cache give the old one with a new file for a moment.
        package var glance: Int64 = 4 << 10
        /// Seconds without a byte after which a lane is given up.
        package var stallSeconds = 20.0
        /// The most fragments that `auto` goes up to.
        package var autoMost = 16
        /// How many requests in a row may bring next to nothing before the download gives up.
        package var troubleLimit = 26
        /// How many bytes are more than next to nothing.
        package var progress: Int64 = 64 << 10
        /// How many responses in a row must say that the file has changed before it is believed.
        package var witnesses = 3
        /// How many bytes of a new version must have arrived before those of the old are dropped.
        package var beginning: Int64 = 64 << 10

        /// Creates the built-in policy.
        package init() {}
    }
}
