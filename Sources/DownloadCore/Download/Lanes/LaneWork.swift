/// A running transfer as its download sees it.
package struct LaneWork: Hashable, Sendable {
    /// The number of the fragment it fills.
    package var fragment: Int
    /// What it asked for.
    package var order: LaneOrder
    /// The position after the last byte that its response will give; `nil` before its head.
    package var promisedEnd: Int64?
    /// Its head, while the first bytes of its response are gathered.
    var held: HeldHead?
    /// Whether those bytes have arrived.
    var hasBegun = false
    /// Whether it began where another lane was redirected to.
    package var isShortcut = false
    /// Bytes of it that were kept.
    package var gained: Int64 = 0
    /// Bytes since the last sample of its speed.
    package var unsampled: Int64 = 0
    /// Its speed as it is shown, over a few seconds.
    package var shownRate = Rate(span: 3)
    /// Its speed as it is planned with, over the last second or two.
    package var rate = Rate(span: 1)
    /// The longest time between two of its bytes, in seconds: some servers send in bursts.
    package var longestGap = 0.0
    /// When it was opened.
    package var opened: Instant
    /// When its last byte arrived, or its head, or it was opened.
    package var lastByte: Instant
    /// When it last did not read for a reason of our own.
    package var lastHeld = Instant(seconds: -.infinity)

    /// Whether its response has been accepted.
    package var isAccepted: Bool { promisedEnd != nil }
}
