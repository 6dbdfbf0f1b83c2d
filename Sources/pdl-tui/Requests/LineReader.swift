import Glibc

/// Reads a descriptor line by line, as far as lines are there.
struct LineReader: ~Copyable {
    /// The most bytes of a line; what is longer is no URL, and its rest is passed over.
    static let longestLine = 1 << 16

    private let descriptor: Int32
    private var bytes: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// Takes the descriptor, and closes it at its own end.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// At most `count` lines: those that have arrived, after waiting for the first; none at the end.
    ///
    /// - Throws: `SystemError` when reading fails.
    mutating func lines(upTo count: Int) throws(SystemError) -> [String] {
        var lines: [String] = []
        while lines.count < count {
            if let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
                lines.append(String(decoding: bytes[start..<end], as: UTF8.self))
                start = end + 1
            } else if isAtEnd {
                if start < bytes.count {
                    lines.append(String(decoding: bytes[start...], as: UTF8.self))
                    start = bytes.count
                }
                return lines
            } else if lines.isEmpty {
                try readMore()
            } else {
                return lines
            }
        }
        return lines
    }

    private mutating func readMore() throws(SystemError) {
        bytes.removeFirst(start)
        start = 0
        // A line without end does not fill the memory: its start is enough to refuse it.
        if bytes.count > Self.longestLine { bytes.removeLast(bytes.count - Self.longestLine) }
        let size = 1 << 16
        let before = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: size))
        let descriptor = descriptor
        let count = bytes.withUnsafeMutableBytes {
            read(descriptor, $0.baseAddress?.advanced(by: before), size)
        }
        let number = errno
        bytes.removeLast(size - max(0, count))
        if count == 0 { isAtEnd = true }
        if count < 0, number != EINTR { throw SystemError(number: number) }
    }
}
