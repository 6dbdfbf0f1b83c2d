/// Identifies a download; never reused.
public struct DownloadID: Hashable, Sendable, Comparable {
    /// The numeric value, which is also the row ID in the ledger.
    public var rawValue: Int64

    /// Creates an ID with this numeric value.
    public init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Orders by value, so older downloads come first.
    public static func < (a: DownloadID, b: DownloadID) -> Bool { a.rawValue < b.rawValue }
}
