import Foundation
import Harness

/// A program on a pseudo-terminal that nobody draws: what it writes is read and counted.
final class PseudoTerminal {
    /// The program's process.
    let processID: pid_t
    private let descriptor: Int32
    /// How many bytes it has written.
    private(set) var written = 0

    /// `TIOCSPTLCK` and `TIOCGPTN` (ioctl_tty(2)), and `POSIX_SPAWN_SETSID` (spawn.h).
    private static let (setLock, getNumber) = (0x4004_5431, 0x8004_5430)
    private static let newSession: Int16 = 0x80

    /// Starts a program.
    init(
        _ arguments: [String], environment: [String: String], columns: Int, rows: Int
    ) throws {
        // What posix_openpt(3), unlockpt(3) and ptsname(3) do on Linux; Swift does not see them.
        descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var locked: CInt = 0
        var index: CUnsignedInt = 0
        guard descriptor >= 0, ioctl(descriptor, UInt(Self.setLock), &locked) == 0,
            ioctl(descriptor, UInt(Self.getNumber), &index) == 0
        else { throw NotInTime("no pseudo-terminal: \(String(cString: strerror(errno)))") }
        let name = "/dev/pts/\(index)"
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that a session's leader opens becomes its own.
        posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Self.newSession)
        let variables = environment.merging(["COLORTERM": "truecolor"]) { own, _ in own }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] =
            variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var number = pid_t()
        let failure = posix_spawn(&number, arguments[0], &actions, &attributes, &words, &settings)
        guard failure == 0 else {
            throw NotInTime("\(arguments[0]): \(String(cString: strerror(failure)))")
        }
        processID = number
    }

    deinit {
        kill(processID, SIGKILL)
        var status: Int32 = 0
        waitpid(processID, &status, 0)
        close(descriptor)
    }

    /// Types a text.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(descriptor, bytes, bytes.count)
    }

    /// Reads for so many seconds, or until `text` has been written.
    ///
    /// - Returns: Whether it has been written.
    @discardableResult
    func read(seconds: Double, until text: String? = nil) -> Bool {
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
            guard let wanted else { continue }
            seen.append(contentsOf: block[..<count])
            if seen.range(of: wanted) != nil { return true }
            seen = seen.suffix(wanted.count)
        }
    }

    /// Processor seconds and how often its threads have gone to wait, so far.
    var use: (seconds: Double, waits: Int) { ProcessUse.of(processID) }
}

/// What a process has used, as the kernel counts it (proc(5)).
enum ProcessUse {
    static func of(_ process: pid_t) -> (seconds: Double, waits: Int) {
        let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        let ticks =
            fields.count > 12 ? (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0) : 0
        let tasks = "/proc/\(process)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        let waits = threads.reduce(0) { sum, thread in
            let status =
                (try? String(contentsOfFile: "\(tasks)/\(thread)/status", encoding: .utf8)) ?? ""
            let line = status.split(separator: "\n").first {
                $0.hasPrefix("voluntary_ctxt_switches")
            }
            return sum + (line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0)
        }
        return (ticks / Double(sysconf(Int32(_SC_CLK_TCK))), waits)
    }
}
