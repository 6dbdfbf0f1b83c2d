import DownloadCore

/// What a lane is made from.
struct LaneSetup {
    /// The download's name for it.
    let id: LaneID
    /// What it asks for.
    let order: LaneOrder
    /// Whom it asks.
    let host: HostID
    /// How its request is made.
    let transport: TransportOptions
    /// The part file to write to.
    let slot: PartSlot
    /// The disk that writes.
    let disk: Disk
}
