/// A request of the user to the engine.
///
/// An intent does nothing if its download is gone, or if it makes no sense in the download's state.
public enum Intent: Hashable, Sendable, Codable {
    /// Appends downloads to the queue.
    case add([DownloadRequest])
    /// Inserts downloads before another one, or appends them when it is `nil` or gone.
    ///
    /// Paused ones do not start before they are resumed.
    case insert([DownloadRequest], before: DownloadID?, isPaused: Bool)
    /// Pauses downloads; received bytes are kept.
    case pause([DownloadID])
    /// Resumes paused downloads.
    case resume([DownloadID])
    /// Pauses everything unfinished.
    case pauseAll
    /// Resumes everything that is paused.
    case resumeAll
    /// Retries now: every failed or waiting fragment, or the whole failed download.
    case retry([DownloadID])
    /// Retries the fragment of this number now, without its waiting time.
    case retryFragment(DownloadID, number: Int)
    /// Sets the number of fragments to fetch at a time.
    case setFragments([DownloadID], FragmentCount)
    /// Raises or (negative) lowers that number by this step.
    case changeFragments([DownloadID], by: Int)
    /// Removes downloads from the queue; finished files are always kept.
    case remove([DownloadID], deletingPartFile: Bool)
    /// Restores downloads removed a moment ago to their places, with their bytes.
    case restore([DownloadID])
    /// Moves downloads in the queue by this number of places, up when negative.
    case move([DownloadID], by: Int)
    /// Starts downloads at once, at the top of the queue, even beyond the limit of active ones.
    case startNow([DownloadID])
    /// Clears every finished download from the list.
    case clearFinished
    /// Limits one download to this number of bytes per second; `nil` is no limit.
    case limitDownload([DownloadID], bytesPerSecond: Int64?)
    /// Limits all downloads together to this number of bytes per second; `nil` is no limit.
    case limitAll(bytesPerSecond: Int64?)
    /// Sets the number of downloads that are active at a time.
    case setActiveDownloads(Int)
    /// Switches slow mode, in which all downloads share a low rate, on or off.
    case setSlow(Bool)
    /// Replaces the URL of a download and keeps its bytes, if it leads to the same file.
    case replaceSource(DownloadID, url: String)
    /// Changes how a download is fetched or where it is saved; sources and name as in the request.
    case edit(DownloadID, DownloadRequest)
    /// Trusts the key of the certificate that the download's server presents, for that server only.
    case trust(DownloadID, key: String)
    /// Withdraws the trust in the key of the download's server.
    case withdrawTrust(DownloadID)
    /// Answers a `DownloadSnapshot.Question`: discard the received bytes and start over.
    case startOver(DownloadID)
}
