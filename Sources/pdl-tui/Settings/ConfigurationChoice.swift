import Glibc
import TerminalUI

/// Where the configuration file is looked for.
enum ConfigurationChoice: Equatable, Sendable {
    /// In its usual place, if it is there.
    case usual
    /// Here; it is an error when it is not.
    case file(String)
    /// Nowhere.
    case none
}
