import DownloadCore
import DownloadEngine
import TerminalUI

/// A value that is not allowed, or a name that nobody knows; the text says where, what and which
/// values would do.
struct SettingError: Error, Equatable {
    /// One line of bounded length.
    private(set) var message: String

    /// An error with this message; one that is too long to be read is cut.
    init(message: String) {
        self.message = message.bounded(to: 2_000)
    }
}
