import Glibc
import Synchronization

/// A descriptor that text is written to at once, without any buffer of our own.
///
/// When nobody reads the other end any more (`pdl-tui get … | head`), writing ends quietly and
/// downloads go on.
final class Output: Sendable {
    /// Standard output.
    static let standardOutput = Output(descriptor: STDOUT_FILENO)
    /// Standard error.
    static let standardError = Output(descriptor: STDERR_FILENO)

    /// Whether it is a terminal that can move its cursor.
    let isTerminal: Bool
    let descriptor: Int32
    private let isClosed = Mutex(false)

    init(descriptor: Int32) {
        self.descriptor = descriptor
        let kind = environmentVariable("TERM") ?? ""
        isTerminal = !kind.isEmpty && kind != "dumb" && isatty(descriptor) == 1
    }

    /// Writes all of `text`.
    func write(_ text: String) {
        guard !text.isEmpty else { return }
        isClosed.withLock { isClosed in
            guard !isClosed else { return }
            var text = text
            text.withUTF8 { bytes in
                var rest = UnsafeRawBufferPointer(bytes)
                while let start = rest.baseAddress, !rest.isEmpty {
                    let count = Glibc.write(descriptor, start, rest.count)
                    if count > 0 {
                        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                    } else if errno == EAGAIN {
                        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                        poll(&wait, 1, -1)
                    } else if errno != EINTR {
                        isClosed = true
                        return
                    }
                }
            }
        }
    }

    /// The size of the terminal; 80 columns and 24 rows where they cannot be known.
    var size: ProgressBlock.Size {
        var size = ProgressBlock.Size()
        var known = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &known) == 0 else { return size }
        if known.ws_col > 0 { size.columns = Int(known.ws_col) }
        if known.ws_row > 0 { size.rows = Int(known.ws_row) }
        return size
    }
}

/// Opens `/dev/null` in the place of standard files that are closed.
///
/// Their numbers would go to what is opened next, which would be read and written as if it were them.
func openStandardFiles() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
        _ = open("/dev/null", O_RDWR)
    }
}

/// Makes writing to a closed pipe an error of the call, not the end of the process.
func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
}
