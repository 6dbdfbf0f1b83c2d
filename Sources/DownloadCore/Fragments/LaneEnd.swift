/// How a lane's transfer ended.
package enum LaneEnd: Hashable, Sendable {
    /// The response's body came to its proper end.
    case complete
    /// It broke; the error says how.
    case failed(DownloadError)
    /// The bytes it fetched again are not those that are there.
    case overlapDiffers
    /// It sends the file from its beginning, although the server has agreed to start elsewhere.
    case startedOver
    /// The file goes on beyond the length that the server has announced.
    case tooLong
    /// It redirects to this URL, with this status.
    case redirected(to: String, status: Int)
}
