import DownloadEngine
import Glibc
import Synchronization

/// A descriptor for unbuffered text output.
///
/// When the reader closes its end (`pdl-tui get … | head`), output stops silently and downloads
/// continue.
final class Output: Sendable {
    /// Standard output.
    static let standardOutput = Output(descriptor: STDOUT_FILENO)
    /// Standard error.
    static let standardError = Output(descriptor: STDERR_FILENO)

    /// Whether the descriptor is a terminal that supports cursor movement.
    let isTerminal: Bool
    let descriptor: Int32
    private let end = Mutex<SystemError?>(nil)

    /// The error after which nothing more was written; `nil` if there is none, or a reader that has
    /// closed its end.
    var failure: SystemError? { end.withLock { $0 }.flatMap { $0.code == EPIPE ? nil : $0 } }

    /// Returns the message for an error of standard output.
    static func problem(_ error: SystemError) -> String {
        "cannot write to standard output: \(error)"
    }

    init(descriptor: Int32) {
        self.descriptor = descriptor
        let kind = ProcessEnvironment.text("TERM") ?? ""
        isTerminal = !kind.isEmpty && kind != "dumb" && isatty(descriptor) == 1
    }

    /// Writes all of `text`.
    func write(_ text: String) {
        guard !text.isEmpty else { return }
        end.withLock { end in
            guard end == nil else { return }
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
                        end = SystemError(errno)
                        return
                    }
                }
            }
        }
    }

    /// The size of the terminal; 80 columns and 24 rows if unknown.
    var size: ProgressBlock.Size {
        var size = ProgressBlock.Size()
        var known = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &known) == 0 else { return size }
        if known.ws_col > 0 { size.columns = Int(known.ws_col) }
        if known.ws_row > 0 { size.rows = Int(known.ws_row) }
        return size
    }
}

/// Opens `/dev/null` in place of closed standard files.
///
/// Otherwise the next files opened would get their numbers and be read and written in their stead.
func openStandardFiles() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
        _ = open("/dev/null", O_RDWR)
    }
}

/// Makes a write to a closed pipe return an error instead of killing the process.
func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
}
