import DownloadCore

/// A lane's position in the file, and what its bytes are compared with there.
struct LaneSpan {
    /// The position in the file of the next byte that arrives.
    var position: Int64
    /// The position of the first byte that is written; bytes before it are compared.
    var firstKept: Int64
    /// The position at which the lane stops.
    var end: Int64
    /// The bytes that the first ones are compared with.
    var overlap: ArraySlice<UInt8>
    /// What is verified at the edges of a file from an FTP server; `nil` for other protocols.
    var edges: FileEdges?

    /// The position after the received bytes that are written, whether or not they count already.
    var reached: Int64 { max(position, firstKept) }

    /// The position after the last byte that counts.
    ///
    /// Bytes fetched again for comparison do not count, nor does the last byte of a file whose end
    /// is not confirmed.
    var cursor: Int64 {
        guard let edges, position > firstKept else { return reached }
        if edges.isStartOpen { return firstKept }
        return edges.isEndOpen(at: position) ? position - 1 : position
    }

    /// Whether the file may continue here, although it is said to end.
    var isEndOpen: Bool { edges?.isEndOpen(at: position) == true }
}
