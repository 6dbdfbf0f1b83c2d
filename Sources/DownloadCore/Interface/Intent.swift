/// What a person can ask of the engine.
///
/// An intent that names a download that is gone, or that makes no sense in its state, does nothing.
public enum Intent: Hashable, Sendable, Codable {
    /// Put downloads at the end of the queue.
    case add([DownloadRequest])
    /// Stop fetching; what is fetched is kept.
    case pause([DownloadID])
    /// Go on with paused downloads.
    case resume([DownloadID])
    /// Pause everything that is not finished.
    case pauseAll
    /// Go on with everything that is paused.
    case resumeAll
    /// Try again at once: every failed or waiting fragment, or the whole failed download.
    case retry([DownloadID])
    /// Try this fragment again at once, without its waiting time; the number is the fragment's.
    case retryFragment(DownloadID, number: Int)
    /// Fetch this many fragments at a time.
    case setFragments([DownloadID], FragmentCount)
    /// Fetch so many fragments more (or, negative, fewer) at a time than now.
    case changeFragments([DownloadID], by: Int)
    /// Take out of the queue; finished files always stay.
    case remove([DownloadID], deletingPartFile: Bool)
    /// Put a download that was removed a moment ago back where it was, with its bytes.
    case restore([DownloadID])
    /// Move in the queue by so many places, up when negative.
    case move([DownloadID], by: Int)
    /// Take every finished download out of the list.
    case clearFinished
    /// Limit one download to so many bytes per second; `nil` is no limit.
    case limitDownload([DownloadID], bytesPerSecond: Int64?)
    /// Limit all downloads together to so many bytes per second; `nil` is no limit.
    case limitAll(bytesPerSecond: Int64?)
    /// Switch the slow mode, in which all downloads share a small rate, on or off.
    case setSlow(Bool)
    /// Use a new URL for a download and keep its bytes, if it turns out to be the same file.
    case replaceSource(DownloadID, url: String)
    /// Change how a download is fetched or where it goes; sources and name as in the request.
    case edit(DownloadID, DownloadRequest)
    /// Answer to `DownloadSnapshot.Question`: drop what is fetched and start over, or stay paused.
    case startOver(DownloadID)
}
