/// The state of a running transfer.
package struct LaneWork: Hashable, Sendable {
    /// The number of its fragment.
    package var fragment: Int
    /// Its order.
    package var order: LaneOrder
    /// The end of the range that its response announces; `nil` before its head.
    package var promisedEnd: Int64?
    /// Its head, while the first bytes of its response are gathered.
    var held: HeldHead?
    /// Whether gathering has started or was unnecessary.
    var hasBegun = false
    /// Whether it started at the redirect target of another lane.
    package var isShortcut = false
    /// The number of its bytes that were kept.
    package var gained: Int64 = 0
    /// The number of its bytes since the last sample of its speed.
    package var unsampled: Int64 = 0
    /// Its displayed speed, over a few seconds.
    package var shownRate = Rate(span: 3)
    /// Its speed for planning, over the last second or two.
    package var rate = Rate(span: 1)
    /// The longest time between two of its bytes, in seconds: some servers send in bursts.
    package var longestGap = 0.0
    /// The HTTP proxy that its response comes from; `nil` for none.
    package var proxy: String?
    /// When it was opened.
    package var opened: Instant
    /// When its last byte or its head arrived, or it was opened.
    package var lastByte: Instant
    /// When it was last paused for a local reason.
    package var lastHeld = Instant(seconds: -.infinity)

    /// Whether its response has been accepted.
    package var isAccepted: Bool { promisedEnd != nil }

    /// Returns the error of its silence for this number of seconds.
    func silence(_ seconds: Double) -> DownloadError {
        let silent =
            switch proxy {
            case let proxy? where !isAccepted: "no response from the proxy \(proxy)"
            default: "no data"
            }
        return DownloadError(.timeout, "\(silent) for \(Int(seconds)) s")
    }

    /// Records that bytes arrived; none shows that it is alive as well.
    mutating func receive(_ count: Int64, at now: Instant) {
        if count > 0, gained > 0 { longestGap = max(longestGap, now - lastByte) }
        gained += count
        unsampled += count
        lastByte = now
    }

    /// Takes a sample of its speed.
    mutating func sample(at now: Instant) {
        rate.add(bytes: unsampled, at: now)
        shownRate.add(bytes: unsampled, at: now)
        unsampled = 0
    }
}
