import DownloadCore
import DownloadEngine
import TerminalUI

/// An error in a setting; the message names its place, the fault and the allowed values.
struct SettingError: Error, Equatable {
    /// One line of bounded length.
    private(set) var message: String

    /// Creates an error; truncates a message that is too long to read.
    init(message: String) {
        self.message = message.bounded(to: 2_000)
    }
}
