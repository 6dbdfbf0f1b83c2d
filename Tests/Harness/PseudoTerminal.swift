import Foundation
import Synchronization

/// A pseudo-terminal without a screen, optionally with a program, whose output is read and counted.
package final class PseudoTerminal {
    /// The path of its device.
    package let name: String
    private let descriptor: Int32
    /// The ID of the program's process; `nil` without one, or after it has exited.
    package private(set) var processID: pid_t?
    /// The number of bytes written to it.
    package private(set) var written = 0
    /// The last bytes written to it.
    package private(set) var tail = Data()

    /// `TIOCSPTLCK` and `TIOCGPTN` (ioctl_tty(2)).
    private static let (setLock, getNumber) = (0x4004_5431, 0x8004_5430)

    /// Creates a terminal.
    package init(columns: Int, rows: Int) throws {
        // Equals posix_openpt(3), unlockpt(3) and ptsname(3), which Swift does not import on Linux.
        descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var locked: CInt = 0
        var index: CUnsignedInt = 0
        guard descriptor >= 0, ioctl(descriptor, UInt(Self.setLock), &locked) == 0,
            ioctl(descriptor, UInt(Self.getNumber), &index) == 0
        else { throw NotInTime("no pseudo-terminal: \(String(cString: strerror(errno)))") }
        name = "/dev/pts/\(index)"
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
    }

    /// Creates a terminal and starts a program on it, which is killed on deinitialization.
    package convenience init(
        _ arguments: [String], environment: [String: String], columns: Int = 100, rows: Int = 30
    ) throws {
        try self.init(columns: columns, rows: rows)
        processID = try Spawn.start(
            arguments[0], arguments,
            environment: environment.merging(["COLORTERM": "truecolor"]) { own, _ in own },
            streams: Spawn.Stream.terminal(name), leader: .session)
    }

    deinit {
        if let processID {
            kill(processID, SIGKILL)
            var status: Int32 = 0
            waitpid(processID, &status, 0)
        }
        close(descriptor)
    }

    /// Types a text.
    package func type(_ text: String) { type(Array(text.utf8)) }

    /// Types raw bytes.
    package func type(_ bytes: [UInt8]) {
        _ = write(descriptor, bytes, bytes.count)
    }

    /// Reads for `seconds`, or until the output contains `text`.
    ///
    /// - Returns: Whether `text` was found.
    @discardableResult
    package func read(seconds: Double, until text: String? = nil) -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        let wanted = text.map { Data($0.utf8) }
        var seen = Data()
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            let left = (end - ContinuousClock.now) / .milliseconds(1)
            guard left > 0 else { return false }
            var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&wish, 1, Int32(left.rounded(.up))) > 0 else { continue }
            let count = Foundation.read(descriptor, &block, block.count)
            guard count > 0 else { return false }
            written += count
            tail = (tail + block[..<count]).suffix(4096)
            guard let wanted else { continue }
            seen.append(contentsOf: block[..<count])
            if seen.range(of: wanted) != nil { return true }
            seen = seen.suffix(wanted.count)
        }
    }

    /// Whether a program that writes to it would have to wait.
    package var isFull: Bool {
        let end = open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        defer { close(end) }
        var room = pollfd(fd: end, events: Int16(POLLOUT), revents: 0)
        return end >= 0 && poll(&room, 1, 0) == 0
    }

    /// Stops output as Ctrl-S does, or resumes it.
    package func stop(_ isStopped: Bool) {
        _ = tcflow(descriptor, isStopped ? TCOOFF : TCOON)
    }

    /// Resizes the terminal; the program receives SIGWINCH.
    package func resize(columns: Int, rows: Int) {
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
    }

    /// The terminal attributes: input, output, control and local modes.
    package var modes: [UInt32] {
        var modes = termios()
        tcgetattr(descriptor, &modes)
        return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
    }

    /// Sends a signal to the program.
    package func signal(_ number: Int32) {
        if let processID { kill(processID, number) }
    }

    /// Waits until the program exits, without reading its output.
    ///
    /// - Returns: The exit code, or the negated number of the signal that killed it; `nil` at the
    ///   time limit.
    package func exitCode(seconds: Double = patience) -> Int32? {
        guard let processID else { return nil }
        let end = ContinuousClock.now + .seconds(seconds)
        var status: Int32 = 0
        while waitpid(processID, &status, WNOHANG) != processID {
            guard ContinuousClock.now < end else { return nil }
            usleep(5_000)
        }
        self.processID = nil
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }

    /// Starts a thread that reads and counts output until the programs on the terminal have exited.
    ///
    /// - Returns: A closure that waits for that and returns the count.
    package func drain() -> () -> Int {
        let count = Drained()
        Thread { [descriptor] in
            var block = [UInt8](repeating: 0, count: 65_536)
            while true {
                let size = Foundation.read(descriptor, &block, block.count)
                guard size > 0 else { break }
                count.bytes.withLock { $0 += size }
            }
            count.end.signal()
        }.start()
        return {
            _ = count.end.wait(timeout: .now() + .seconds(2))
            return count.bytes.withLock { $0 }
        }
    }

    private final class Drained: Sendable {
        let bytes = Mutex(0)
        let end = DispatchSemaphore(value: 0)
    }
}
