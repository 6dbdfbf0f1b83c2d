/// The framing of messages between an engine and its faces.
///
/// A frame is the length of a JSON text in four bytes, big-endian, followed by the text.
package enum Frame {
    /// The maximum length of a text in bytes.
    package static let longest = 8 << 20
    /// The length of the prefix in bytes.
    package static let headLength = 4

    /// Returns the frame of a text; `nil` when it is too long.
    package static func bytes(_ text: [UInt8]) -> [UInt8]? {
        guard text.count <= longest, let length = UInt32(exactly: text.count) else { return nil }
        let head = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> UInt32($0)) }
        return head + text
    }

    /// Returns the frame of a message; `nil` when it is too long.
    package static func bytes(of message: some Encodable) -> [UInt8]? {
        guard let value = try? JSONValue(encoding: message) else { return nil }
        return bytes(value.text)
    }
}

/// Splits a stream of bytes into frames.
///
/// It buffers at most one frame of the maximum length; a greater length ends the stream.
package struct FrameReader {
    /// The error for a stream that is not a sequence of frames.
    package struct TooLong: Error, Hashable, Sendable, CustomStringConvertible {
        /// The announced length of the frame in bytes.
        package var length: Int

        /// Creates the error for a frame of this length.
        package init(length: Int) { self.length = length }

        /// The error in words, for example `a frame of 4294967295 bytes`.
        package var description: String { "a frame of \(length) bytes" }
    }

    private var bytes: [UInt8] = []
    private var start = 0

    /// Creates a reader at the beginning of a stream.
    package init() {}

    /// Whether the stream is within a frame.
    package var isInFrame: Bool { start < bytes.count }

    /// Appends the next bytes of the stream.
    package mutating func append(_ more: some Collection<UInt8>) {
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// Returns the text of the next frame; `nil` until it is complete.
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
