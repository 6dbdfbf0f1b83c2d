/// The limits on all downloads together.
struct SpeedLimits {
    /// Bytes per second; `nil` is no limit.
    var limit: Int64?
    /// Whether slow mode is on.
    var isSlow = false
    /// Bytes per second in slow mode.
    var slow: Int64

    init(_ configuration: EngineConfiguration) {
        limit = configuration.limit
        slow = configuration.slowLimit
    }

    /// The limit in force; `nil` for none.
    var effective: Int64? { [limit, isSlow ? slow : nil].compactMap(\.self).min() }
}
