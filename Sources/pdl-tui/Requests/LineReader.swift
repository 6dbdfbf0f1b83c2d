import DownloadEngine
import Glibc

/// Reads lines from a descriptor as they become available.
struct LineReader: ~Copyable {
    /// The most bytes of a line; a longer one is no URL, and its remainder is skipped.
    static let longestLine = 1 << 16

    private let descriptor: Int32
    private var splitter = LineSplitter(longest: longestLine)
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var isAtEnd = false

    /// Takes ownership of the descriptor and closes it on deinitialization, unless it is standard
    /// input.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// Returns up to `count` available lines after waiting for the first; none at end of file.
    ///
    /// - Throws: `SystemError` when reading fails.
    mutating func lines(upTo count: Int) throws(SystemError) -> [String] {
        var lines: [String] = []
        while lines.count < count {
            if let line = splitter.next() {
                lines.append(line)
            } else if isAtEnd || !lines.isEmpty {
                return lines
            } else {
                try readMore()
            }
        }
        return lines
    }

    private mutating func readMore() throws(SystemError) {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0 {
            guard errno == EINTR else { throw SystemError(errno) }
            return
        }
        guard count > 0 else {
            isAtEnd = true
            return splitter.finish()
        }
        splitter.append(buffer[..<count])
    }
}
