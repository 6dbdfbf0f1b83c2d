import DownloadEngine
import Glibc

/// Runs other programs, never through a shell.
enum ChildProcess {
    /// The destination of the program's output; its standard input is `/dev/null`.
    enum Destination {
        /// Discards the output.
        case nowhere
        /// Sends the output to our standard error, which keeps our standard output for results.
        case standardError
    }

    /// Runs a program and waits for it to exit.
    ///
    /// The program is looked up as a shell does: by path if the word contains a slash, else in
    /// `PATH`. It inherits the environment, but no open files except the three standard ones. It
    /// runs in its own process group, so that Ctrl-C stops us without killing a hook for a finished
    /// file.
    ///
    /// - Parameters:
    ///   - words: The program and its arguments, at least one word.
    ///   - variables: Environment variables to add or replace.
    ///   - destination: The destination of its output.
    /// - Returns: The exit code, or the negated number of the signal that killed it.
    /// - Throws: `SystemError` when the program cannot be started.
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
