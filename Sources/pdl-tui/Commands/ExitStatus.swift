import Glibc

/// What the exit code says to scripts; 64 and 75 are those of `sysexits.h`.
enum ExitStatus: Int32, Sendable {
    /// All downloads are done.
    case done = 0
    /// A download failed.
    case failed = 1
    /// The command, the environment or the configuration file is wrong.
    case wrongUsage = 64
    /// Stopped by a signal; the same command goes on where it was.
    case interrupted = 75
}

/// Ends the process.
func exitProcess(_ status: ExitStatus) -> Never {
    exit(status.rawValue)
}
