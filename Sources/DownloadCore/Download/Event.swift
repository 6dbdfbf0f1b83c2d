extension Download {
    /// An event that a download handles.
    package enum Event: Hashable, Sendable {
        /// It may start.
        case start
        /// The disk has looked for a part file to resume.
        case partFound(PartFacts?)
        /// The part file is open under this name and already contains these bytes.
        case partReady(PartFacts)
        /// The disk failed; only these bytes are on it.
        case diskFailed(DownloadError, covered: ByteRangeSet)
        /// Another process uses the file.
        case partInUse(DownloadError)
        /// A file of that name exists, and the policy is to skip.
        case skipped(name: String)
        /// Its host was found unreachable by other downloads before it started.
        case hostAway(DownloadError)
        /// Its host answers again, or the network of this machine has changed.
        case hostReturned
        /// Another download writes a file of that name and must finish first.
        case nameAwaited(String)
        /// A lane's response has begun.
        case head(LaneID, Judgement, HeadFacts)
        /// The first bytes of a lane's response have been gathered: the requested number, or the
        /// whole body of this length.
        case gathered(LaneID, whole: Int64?)
        /// A lane's response is to come from an HTTP proxy, which is at fault if it is silent.
        case forwarded(LaneID, proxy: String)
        /// A lane has reached its end, but its response continues.
        case reachedEnd(LaneID)
        /// A lane's transfer has ended.
        case ended(LaneID, LaneEnd)
        /// The digest from the checksum file next to the source, or why there is none.
        case digestFound(Result<ExpectedDigest, DownloadError>)
        /// The Metalink that its URL leads to cannot be used.
        case metalinkFailed(DownloadError)
        /// Pieces were verified.
        case piecesChecked(PieceFindings)
        /// The file was moved into place under this name.
        case finished(name: String)
        /// The file is complete but its digest differs; it has not been set aside yet.
        case mismatched(DownloadError)
        /// The file is complete but could not be verified or moved into place.
        case finishFailed(DownloadError)
        /// The user, or the end of the program, pauses it.
        case pause(DownloadSnapshot.PauseReason)
        /// The user resumes it.
        case resume
        /// The user retries every failed or waiting fragment now.
        case retry
        /// The user retries this fragment now.
        case retryFragment(Int)
        /// The user sets the number of concurrent fragments.
        case setFragments(FragmentCount)
        /// The user raises or lowers that number.
        case changeFragments(by: Int)
        /// The user agrees to discard the bytes on disk and start over.
        case startOver
        /// The user replaces the URL of the same file.
        case replaceSource(String)
        /// The user sets the mirrors.
        case setMirrors([String])
        /// The user sets the speed limit in bytes per second; `nil` is no limit.
        case setLimit(Int64?)
        /// The user has changed its verification, its name or the options of its requests.
        case edited(DownloadRequest)
        /// The options of its requests are set again.
        case setTransport(TransportOptions)
        /// The options of its requests were withheld: they belong to another server than its new
        /// URL's.
        case secretsWithheld(TransportOptions)
        /// The settings that all downloads share have changed.
        case setPolicy(Policy)
        /// The number of connections that helped last time at its server.
        case remembered(connections: Int)
        /// Other downloads of the host need this number of its connections.
        case releaseLanes(Int)
        /// A lane is paused for a local reason, a speed limit or a busy disk.
        case lanePaused(LaneID)
        /// A paused lane resumes: its silence so far says nothing about its server.
        ///
        /// It may stay silent for this number of seconds, or for the usual time.
        case stallTimerReset(LaneID, allowing: Double?)
        /// The part file was closed; the next start looks for it again.
        case partReleased
        /// The part file's content is useless; the next start begins without it.
        case partLost
        /// The bytes before each end of a recorded range have been compared.
        case partConfirmed
        /// The finished file was found in place of the part file.
        case foundWhole(length: Int64)
        /// Its folder has changed to this one.
        case moved(to: String)
        /// A request of the user was refused, for this reason.
        case refused(String)
        /// Something outside happened that belongs in its log.
        case noted(String)
    }
}
