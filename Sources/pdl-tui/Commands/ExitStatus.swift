import Glibc

/// The meaning of the exit codes; 64 and 75 are those of `sysexits.h`.
enum ExitStatus: Int32, Sendable {
    /// All downloads are done.
    case done = 0
    /// A download failed.
    case failed = 1
    /// The command, the environment or the configuration file is invalid.
    case wrongUsage = 64
    /// Stopped by a signal; the same command resumes.
    case interrupted = 75
}

/// Ends the process, whose output has been written.
///
/// The exit handlers of the libraries would only free memory, one part after the other.
func exitProcess(_ status: ExitStatus) -> Never {
    _exit(status.rawValue)
}
