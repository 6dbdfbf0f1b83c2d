/// A half-open range of byte positions in a file: `start` is in it, `end` is not.
///
/// On the wire (RFC 9110 section 14.1.2) ranges include both ends; only `specText` and the
/// reading of `Content-Range` know that, everything else is half-open.
public struct ByteRange: Hashable, Sendable, Comparable {
    /// The position of the first byte.
    public var start: Int64
    /// The position after the last byte; never below `start`.
    public var end: Int64

    /// Creates a range; `end` below `start` gives the empty range at `start`.
    public init(_ start: Int64, _ end: Int64) {
        self.start = start
        self.end = max(start, end)
    }

    /// The number of bytes.
    public var count: Int64 { end - start }

    /// Whether no byte is in it.
    public var isEmpty: Bool { start == end }

    /// The bytes in both ranges; empty when they only touch or lie apart.
    public func intersection(_ other: ByteRange) -> ByteRange {
        let low = max(start, other.start)
        return ByteRange(low, min(end, other.end))
    }

    /// Whether every byte of `other` is in this range; an empty `other` always is.
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
