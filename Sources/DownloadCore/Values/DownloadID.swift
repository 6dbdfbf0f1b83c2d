/// The name of a download for as long as the queue knows it; never used twice.
public struct DownloadID: Hashable, Sendable, Comparable {
    /// The number behind the name, also the ledger's row.
    public var rawValue: Int64

    /// Creates the name with this number.
    public init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Orders by the number: the older download first.
    public static func < (a: DownloadID, b: DownloadID) -> Bool { a.rawValue < b.rawValue }
}
