import CNcurses
import Dispatch
import DownloadCore
import TerminalUI

/// The reason why the interface cannot be shown.
struct TerminalError: Error, CustomStringConvertible {
    /// A one-line message for the user.
    let description: String
}
