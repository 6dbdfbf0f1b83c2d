import CLinux
import DownloadEngine
import EngineLink
import Glibc

/// A background engine, started by this process, that waits for its state.
struct DaemonProcess {
    /// The timeout in seconds for its start, and for taking over.
    private static let patience = 20
    /// `POSIX_SPAWN_SETSID` (spawn.h), which Swift does not import.
    private static let newSession: Int16 = 0x80

    private let channel: FrameChannel

    /// Starts this program as a background engine, in a session of its own.
    ///
    /// So it survives the end of the terminal.
    ///
    /// - Parameter configuration: The configuration of this process.
    /// - Returns: The process, ready to take over.
    /// - Throws: `LinkError` with the reason when it does not start.
    static func start(_ configuration: ConfigurationChoice) throws -> DaemonProcess {
        var words = ["pdl-tui", "daemon", "--started-by-face"]
        switch configuration {
        case .usual: break
        case .none: words.append("--no-config")
        case .file(let path): words += ["--config", path]
        }
        let process = DaemonProcess(channel: try connected(to: words))
        switch process.channel.receive(DaemonReport.self, within: patience) {
        case .ready: return process
        case .taken: throw LinkError.taken
        case .failed(let reason): throw LinkError.failed(reason)
        case .listening, nil: throw LinkError.failed("the background engine does not start")
        }
    }

    /// Hands over the state, and waits until the engine listens.
    ///
    /// - Parameter parts: The parts of the state.
    /// - Throws: `LinkError` with the reason when it cannot.
    func takeOver(_ parts: [HandOver]) throws(LinkError) {
        guard parts.allSatisfy({ channel.send($0) }) else {
            throw LinkError.failed("the background engine has ended")
        }
        switch channel.receive(DaemonReport.self, within: Self.patience) {
        case .listening: return
        case .taken: throw LinkError.taken
        case .failed(let reason): throw LinkError.failed(reason)
        case .ready, nil: throw LinkError.failed("the background engine does not listen")
        }
    }

    /// Starts this program with one end of a channel as standard input, and returns the other end.
    private static func connected(to words: [String]) throws -> FrameChannel {
        let (ours, its) = try FrameChannel.pair()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, its.socket.number, STDIN_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // This program's descriptors are closed on `exec`, but some libraries' are not.
        for number in (STDERR_FILENO + 1)..<min(1024, getdtablesize()) {
            posix_spawn_file_actions_addclose(&actions, number)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | newSession)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for text in arguments { free(text) } }
        var number = pid_t()
        // The running program itself, even if another version was installed in its place.
        let failure = posix_spawn(
            &number, "/proc/self/exe", &actions, &attributes, &arguments, pdl_environment())
        guard failure == 0 else {
            throw LinkError.failed(
                "the background engine cannot be started: \(SystemError(failure))")
        }
        return withExtendedLifetime(its) { ours }
    }
}
