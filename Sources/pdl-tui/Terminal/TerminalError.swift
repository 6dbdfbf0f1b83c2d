import CNcurses
import Dispatch
import DownloadCore
import TerminalUI

/// Why the interface cannot be shown.
struct TerminalError: Error, CustomStringConvertible {
    /// One line for people.
    let description: String
}
