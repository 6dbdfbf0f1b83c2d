import Glibc
import TerminalUI

/// The configuration file to load.
enum ConfigurationChoice: Equatable, Sendable {
    /// The default file, if it exists.
    case usual
    /// This file, which must exist.
    case file(String)
    /// None.
    case none
}
