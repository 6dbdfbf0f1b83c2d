import DownloadEngine
import Glibc

/// Starts other processes: with clean signals, and no open files except the three standard ones.
enum SpawnedProcess {
    /// The program to run.
    enum Program {
        /// The one of this name, found as a shell finds it: by path if the word contains a slash,
        /// else in `PATH`.
        case named(String)
        /// This program itself, even if another version was installed in its place.
        case own
    }

    /// The file that a standard descriptor is.
    enum Stream {
        /// `/dev/null`.
        case nowhere
        /// A copy of a descriptor of this process.
        case copy(Int32)
    }

    /// The processes that the new one shares signals of the terminal with.
    enum Group {
        /// None: Ctrl-C does not reach it.
        case own
        /// None, and it outlives the terminal: `SIGHUP` is ignored.
        case session
    }

    /// `POSIX_SPAWN_SETSID` (spawn.h), which Swift does not import.
    private static let newSession: Int32 = 0x80

    /// Starts a process.
    ///
    /// - Parameters:
    ///   - program: The program.
    ///   - words: Its arguments, the first of which is its name.
    ///   - variables: Environment variables to add or replace.
    ///   - input: Its standard input.
    ///   - output: Its standard output.
    ///   - error: Its standard error.
    ///   - group: Its process group.
    /// - Returns: Its number.
    /// - Throws: `SystemError` when it cannot be started.
    static func start(
        _ program: Program, _ words: [String], variables: [String: String] = [:],
        input: Stream = .nowhere, output: Stream = .nowhere, error: Stream = .nowhere,
        in group: Group
    ) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let streams = [
            (STDIN_FILENO, input, O_RDONLY), (STDOUT_FILENO, output, O_WRONLY),
            (STDERR_FILENO, error, O_WRONLY),
        ]
        for (number, stream, access) in streams {
            switch stream {
            case .nowhere:
                posix_spawn_file_actions_addopen(&actions, number, "/dev/null", access, 0)
            case .copy(let other): posix_spawn_file_actions_adddup2(&actions, other, number)
            }
        }
        // Our descriptors are close-on-exec. Some of libcurl's are not, and those have low numbers.
        for number in (STDERR_FILENO + 1)..<min(1024, getdtablesize()) {
            posix_spawn_file_actions_addclose(&actions, number)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        // The new process belongs to the terminal's session until it has one of its own. A terminal
        // that closes just then sends SIGHUP, which must be ignored from the start.
        if group == .session { sigdelset(&all, SIGHUP) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let separation =
            switch group {
            case .own: Int32(POSIX_SPAWN_SETPGROUP)
            case .session: newSession
            }
        posix_spawnattr_setflags(
            &attributes,
            Int16(Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | separation))

        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] =
            Self.environment(with: variables).map { Self.copy($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var process = pid_t()
        var hangUp = sigaction()
        if group == .session {
            sigaction(SIGHUP, nil, &hangUp)
            signal(SIGHUP, SIG_IGN)
        }
        defer { if group == .session { sigaction(SIGHUP, &hangUp, nil) } }
        let failure =
            switch program {
            case .named(let name):
                posix_spawnp(&process, name, &actions, &attributes, &arguments, &environment)
            case .own:
                posix_spawn(
                    &process, "/proc/self/exe", &actions, &attributes, &arguments, &environment)
            }
        guard failure == 0 else { throw SystemError(failure) }
        return process
    }

    /// Returns the environment for another process: that of this one, byte for byte, with changes.
    ///
    /// - Parameters:
    ///   - entries: The variables of this process, as `NAME=VALUE`.
    ///   - variables: Variables to add or replace.
    /// - Returns: The new variables.
    static func environment(
        _ entries: [[UInt8]] = ProcessEnvironment.entries, with variables: [String: String]
    ) -> [[UInt8]] {
        let added = variables.map { Array("\($0.key)=".utf8) }
        let kept = entries.filter { entry in
            !added.contains { entry.starts(with: $0) }
        }
        return kept + variables.map { Array("\($0.key)=\($0.value)".utf8) }
    }

    private static func copy(_ text: [UInt8]) -> UnsafeMutablePointer<CChar>? {
        strdup(text.map { CChar(bitPattern: $0) } + [0])
    }
}
