import DownloadCore

/// The parameters of a lane.
struct LaneSetup {
    /// The download's ID for it.
    let id: LaneID
    /// The request.
    let order: LaneOrder
    /// The host it connects to.
    let host: HostID
    /// How its request is made.
    let transport: TransportOptions
    /// The part file to write to.
    let slot: OpenPart
    /// The disk that writes its bytes.
    let disk: Disk
    /// The seconds of silence after which the download gives up on it.
    var stallSeconds = Double.infinity
}
