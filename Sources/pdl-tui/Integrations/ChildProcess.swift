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
    /// It inherits the environment. It runs in its own process group, so that Ctrl-C stops us
    /// without killing a hook for a finished file.
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
        let output: SpawnedProcess.Stream =
            switch destination {
            case .nowhere: .nowhere
            case .standardError: .copy(STDERR_FILENO)
            }
        let number = try SpawnedProcess.start(
            .named(words[0]), words, variables: variables, output: output, error: output, in: .own)
        var status: Int32 = 0
        while waitpid(number, &status, 0) < 0 {
            guard errno == EINTR else { throw SystemError(errno) }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : -signal
    }
}
