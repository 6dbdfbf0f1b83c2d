extension Download {
    /// An action for the owner of the download to perform.
    package enum Effect: Hashable, Sendable {
        /// Looks for a part file of this name.
        case lookUpPart(name: String)
        /// Creates or reopens the part file.
        case createPart(name: String, FileIdentity)
        /// Drops all bytes of the part file; from now on it belongs to this file.
        case restartPart(FileIdentity)
        /// Drops bytes of the part file that were found to be wrong: they are fetched again.
        case dropBytes(ByteRangeSet)
        /// Closes the part file and leaves it unchanged.
        case releasePart
        /// Flushes everything to stable storage.
        case syncPart
        /// Looks for a checksum file next to the source.
        case findDigest(url: String, names: [String])
        /// Reads the Metalink at this URL.
        case readMetalink(url: String)
        /// Verifies the pieces that contain these bytes; the answer must carry the order's number.
        case checkPieces(ByteRangeSet, order: Int)
        /// Verifies the file, against a digest if one is known, and moves it into place.
        case finishPart(name: String, ExpectedDigest?)
        /// Keeps a complete but wrong file under a name that shows it, for this reason.
        case putAside(name: String, DownloadError)
        /// Opens a lane.
        case open(LaneID, LaneOrder)
        /// Gathers this number of first bytes of a lane's response, or all of a shorter one, before
        /// any is accepted; writes none of them.
        case gather(LaneID, Int64)
        /// Accepts the bytes of a lane's response: the first belongs at this position of the file,
        /// and the first `overlap` of them are compared with the bytes on disk instead of written.
        case accept(LaneID, at: Int64, overlap: Int64)
        /// Changes the position at which a lane stops.
        case setEnd(LaneID, Int64)
        /// Stops a lane.
        case stop(LaneID)
        /// The host served a request.
        case hostAccepted(url: String)
        /// The host refused a request because of too many.
        case hostRefused(url: String, retryAfter: Double?)
    }
}
