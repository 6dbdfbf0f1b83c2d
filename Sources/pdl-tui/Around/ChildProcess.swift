import DownloadEngine
import Glibc

/// Runs other programs, never through a shell.
enum ChildProcess {
    /// Where the program's output goes; it reads nothing.
    enum Destination {
        /// Nowhere.
        case nowhere
        /// To this process's standard error, so that its standard output stays ours alone.
        case standardError
    }

    /// Runs a program and waits for its end.
    ///
    /// The program is found as a shell would find it: by its path if it has a slash, else in the
    /// folders of `PATH`. It inherits the environment, and of open files the usual three. It has a
    /// process group of its own: Ctrl-C for us does not end what is done for a finished file.
    ///
    /// - Parameters:
    ///   - words: The program and its arguments, at least one word.
    ///   - variables: What is added to the environment or replaced in it.
    ///   - destination: Where its output goes.
    /// - Returns: The exit code, or minus the number of the signal that ended it.
    /// - Throws: `SystemError` when it cannot be started.
    static func run(
        _ words: [String], variables: [String: String], to destination: Destination
    ) throws(SystemError) -> Int32 {
        let number = try start(words, variables: variables, to: destination)
        var status: Int32 = 0
        while waitpid(number, &status, 0) < 0 {
            guard errno == EINTR else { throw SystemError(errno) }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : -signal
    }

    private static func start(
        _ words: [String], variables: [String: String], to destination: Destination
    ) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        switch destination {
        case .nowhere:
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        case .standardError:
            posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
        }
        // Ours are closed by `exec`, but libcurl has some that are not, and begins with low numbers.
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
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] =
            ourEnvironment().merging(variables) { _, new in new }
            .map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var number = pid_t()
        let failure = posix_spawnp(
            &number, words[0], &actions, &attributes, &arguments, &environment)
        guard failure == 0 else { throw SystemError(failure) }
        return number
    }

    private static func ourEnvironment() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let text = next.pointee {
            let parts = String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return variables
    }
}
