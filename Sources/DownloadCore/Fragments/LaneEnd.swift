/// The outcome of a lane's transfer.
package enum LaneEnd: Hashable, Sendable {
    /// The response body is complete.
    case complete
    /// The transfer failed.
    case failed(DownloadError)
    /// The refetched bytes differ from those on disk.
    case overlapDiffers
    /// The server sends the file from its beginning, although it accepted another offset.
    case startedOver
    /// The file extends beyond the length that the server announced.
    case tooLong
    /// The response is a redirect to this URL, with this status.
    case redirected(to: String, status: Int)
}
