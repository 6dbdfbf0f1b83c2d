/// A half-open range of byte offsets in a file: `start` is included, `end` is not.
///
/// HTTP ranges include both ends (RFC 9110 section 14.1.2). Only `specText` and the parser of
/// `Content-Range` convert between the two forms.
public struct ByteRange: Hashable, Sendable, Comparable {
    /// The offset of the first byte.
    public var start: Int64
    /// The offset after the last byte; never less than `start`.
    public var end: Int64

    /// Creates a range; an `end` below `start` yields the empty range at `start`.
    public init(_ start: Int64, _ end: Int64) {
        self.start = start
        self.end = max(start, end)
    }

    /// The number of bytes.
    public var count: Int64 { end - start }

    /// Whether the range contains no bytes.
    public var isEmpty: Bool { start == end }

    /// The bytes in both ranges; empty if the ranges are adjacent or disjoint.
    public func intersection(_ other: ByteRange) -> ByteRange {
        let low = max(start, other.start)
        return ByteRange(low, min(end, other.end))
    }

    /// Whether this range contains every byte of `other`; always true for an empty `other`.
    public func contains(_ other: ByteRange) -> Bool {
        other.isEmpty || (start <= other.start && other.end <= end)
    }

    /// Orders by start, then by end.
    public static func < (a: ByteRange, b: ByteRange) -> Bool {
        (a.start, a.end) < (b.start, b.end)
    }
}

extension ByteRange: CustomStringConvertible {
    /// For example `[0, 500)`.
    public var description: String { "[\(start), \(end))" }
}
