extension Download {
    /// What can happen.
    package enum Event: Hashable, Sendable {
        /// Its turn has come.
        case start
        /// The disk has looked for a part file to go on with.
        case partFound(PartFacts?)
        /// The part file is open under this name; these bytes were in it already.
        case partReady(PartFacts)
        /// The disk refused; only these bytes are there.
        case diskFailed(DownloadError, covered: ByteRangeSet)
        /// Another process works on the file.
        case partInUse(DownloadError)
        /// A file of that name is there, and the policy is to leave it.
        case skipped(name: String)
        /// Its host cannot be reached, as others have found before its turn came.
        case hostAway(DownloadError)
        /// Another download makes a file of that name, and is to end first.
        case nameAwaited(String)
        /// A lane's response has begun.
        case head(LaneID, Judgement, HeadFacts)
        /// The first bytes of a lane's response have been gathered: as many as were asked for, or the
        /// whole body of so many bytes.
        case gathered(LaneID, whole: Int64?)
        /// A lane has reached its end, but its response goes on.
        case reachedEnd(LaneID)
        /// A lane's transfer has ended.
        case ended(LaneID, LaneEnd)
        /// What a file of checksums beside the source says, or why none says anything.
        case digestFound(Result<ExpectedDigest, DownloadError>)
        /// The Metalink that its URL leads to cannot be used.
        case metalinkFailed(DownloadError)
        /// Pieces were compared with their digests.
        case piecesChecked(PieceFindings)
        /// The file is in its place under this name.
        case finished(name: String)
        /// The file is whole, and its digest is another; it has not been put aside.
        case mismatched(DownloadError)
        /// The file is whole but could not be checked or put in its place.
        case finishFailed(DownloadError)
        /// A person, or the end of the program, stops it.
        case pause(DownloadSnapshot.PauseReason)
        /// A person goes on with it.
        case resume
        /// A person wants every failed or waiting fragment tried now.
        case retry
        /// A person wants this fragment tried now.
        case retryFragment(Int)
        /// A person wants so many fragments at a time.
        case setFragments(FragmentCount)
        /// A person wants so many more, or fewer.
        case changeFragments(by: Int)
        /// A person agrees to drop what is there and start over.
        case startOver
        /// A person gives another URL for the same file.
        case replaceSource(String)
        /// A person says which mirrors there are beside the first source.
        case setMirrors([String])
        /// A person wants no more bytes per second than this; `nil` is no limit.
        case setLimit(Int64?)
        /// A person has changed how it is checked and named, and what is sent with its requests.
        case edited(DownloadRequest)
        /// What is sent with its requests is given again.
        case setTransport(TransportOptions)
        /// What was sent with its requests is for another server than that of its new URL.
        case secretsWithheld(TransportOptions)
        /// So many connections have helped the last time at its server.
        case remembered(connections: Int)
        /// Other downloads of the host need this number of its connections.
        case releaseLanes(Int)
        /// A lane does not read for a reason of our own, a limit or a busy disk.
        case lanePaused(LaneID)
        /// A lane was not read from, so its silence says nothing about its server; it may last for
        /// this number of seconds, or for as long as usual.
        case stallTimerReset(LaneID, allowing: Double?)
        /// The part file is not open any more; the next start looks for it again.
        case partReleased
        /// What the part file had is of no more use; the next start begins without it.
        case partLost
        /// The bytes before each place where the part file's record ended have been compared.
        case partConfirmed
        /// The finished file was found in place of the part file.
        case foundWhole(length: Int64)
        /// It belongs to this folder from now on.
        case moved(to: String)
        /// A request of the user is refused, for this reason.
        case refused(String)
        /// Something happened outside that belongs in its log.
        case noted(String)
    }
}
