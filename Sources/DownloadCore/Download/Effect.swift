extension Download {
    /// What is then to be done.
    package enum Effect: Hashable, Sendable {
        /// Look for a part file of this name.
        case lookUpPart(name: String)
        /// Make (or take up) the part file.
        case createPart(name: String, FileIdentity)
        /// Drop all bytes of the part file; it is of this file from now on.
        case restartPart(FileIdentity)
        /// Some bytes of the part file were found to be wrong: they are to be fetched again.
        case dropBytes(ByteRangeSet)
        /// Let go of the part file and leave it as it is.
        case releasePart
        /// Bring everything to the disk for good.
        case syncPart
        /// Look for a file of checksums beside the source.
        case findDigest(url: String, names: [String])
        /// Read the Metalink at this URL.
        case readMetalink(url: String)
        /// Compare the pieces that these bytes are of with their digests; the answer is to carry the
        /// order's number.
        case checkPieces(ByteRangeSet, order: Int)
        /// Check the file, against a digest if there is one, and put it in its place.
        case finishPart(name: String, ExpectedDigest?)
        /// The file is whole and wrong, for this reason: keep it under a name that shows it.
        case putAside(name: String, DownloadError)
        /// Open a lane.
        case open(LaneID, LaneOrder)
        /// Gather so many of the first bytes of a lane's response, or all when there are fewer, before
        /// any of them is let in; none of it is written.
        case gather(LaneID, Int64)
        /// Let the bytes of a lane's response in; the first belongs at this position of the file,
        /// and so many of them are compared with what is there instead of written.
        case accept(LaneID, at: Int64, overlap: Int64)
        /// Let a lane stop at another position than so far.
        case setEnd(LaneID, Int64)
        /// End a lane.
        case stop(LaneID)
        /// The host served a request.
        case hostAccepted(url: String)
        /// The host refused a request because there are too many.
        case hostRefused(url: String, retryAfter: Double?)
    }
}
