/// The unit of what an engine and its faces say to each other: the length of a JSON text in four bytes,
/// the highest first, and then the text.
package enum Frame {
    /// The longest text, in bytes.
    package static let longest = 8 << 20
    /// The bytes before the text.
    package static let headLength = 4

    /// The frame of a text; `nil` when that is too long.
    package static func bytes(_ text: [UInt8]) -> [UInt8]? {
        guard text.count <= longest, let length = UInt32(exactly: text.count) else { return nil }
        let head = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> UInt32($0)) }
        return head + text
    }

    /// The frame of a message; `nil` when that is too long.
    package static func bytes(of message: some Encodable) -> [UInt8]? {
        guard let value = try? JSONValue(encoding: message) else { return nil }
        return bytes(value.text)
    }
}

/// Cuts a stream of bytes into frames.
///
/// It holds at most one frame of the longest kind; a length beyond that ends the stream.
package struct FrameReader {
    /// The stream is no sequence of frames.
    package struct TooLong: Error, Hashable, Sendable, CustomStringConvertible {
        /// The length that a frame was to have, in bytes.
        package var length: Int

        /// Creates the error about a frame of this length.
        package init(length: Int) { self.length = length }

        /// For example `a frame of 4294967295 bytes`.
        package var description: String { "a frame of \(length) bytes" }
    }

    private var bytes: [UInt8] = []
    private var start = 0

    /// Creates a reader at the beginning of a stream.
    package init() {}

    /// Whether a frame has begun and not ended.
    package var isInFrame: Bool { start < bytes.count }

    /// Takes the next bytes of the stream.
    package mutating func append(_ more: some Collection<UInt8>) {
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// The text of the next frame; `nil` until all of it is there.
    ///
    /// - Throws: `TooLong` when the frame is longer than allowed.
    package mutating func next() throws(TooLong) -> [UInt8]? {
        guard bytes.count - start >= Frame.headLength else { return nil }
        let length = bytes[start..<start + Frame.headLength].reduce(0) { $0 << 8 | Int($1) }
        guard length <= Frame.longest else { throw TooLong(length: length) }
        let first = start + Frame.headLength
        guard bytes.count - first >= length else { return nil }
        let text = Array(bytes[first..<first + length])
        start = first + length
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 16)
            start = 0
        }
        return text
    }
}
