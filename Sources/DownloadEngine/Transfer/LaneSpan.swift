import DownloadCore

/// Where in the file a lane is, and what its bytes are compared with there.
struct LaneSpan {
    /// The position in the file of the next byte that arrives.
    var position: Int64
    /// The position of the first byte that is written; bytes before it are compared.
    var firstKept: Int64
    /// Where the lane stops.
    var end: Int64
    /// What the first bytes are compared with.
    var overlap: ArraySlice<UInt8>
    /// What is checked at the edges of a file from an FTP server; `nil` for other protocols.
    var edges: FileEdges?

    /// The position of what has arrived and is written, whether or not it counts already.
    var reached: Int64 { max(position, firstKept) }

    /// The position after the last byte that counts: bytes fetched again for comparison do not, nor
    /// the last of a file whose end is not seen.
    var cursor: Int64 {
        guard let edges, position > firstKept else { return reached }
        if edges.isStartOpen { return firstKept }
        return edges.isEndOpen(at: position) ? position - 1 : position
    }

    /// Whether the file may go on here, although it is said to end.
    var isEndOpen: Bool { edges?.isEndOpen(at: position) == true }
}
