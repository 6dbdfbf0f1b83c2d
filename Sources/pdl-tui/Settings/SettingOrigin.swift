import DownloadCore
import DownloadEngine
import TerminalUI

/// The origin of a value, in increasing precedence.
enum SettingOrigin: Equatable, Sendable {
    case builtIn
    case file(path: String, line: Int)
    case environment(String)
    case commandLine(String)

    /// The precedence of the origin.
    var rank: Int {
        switch self {
        case .builtIn: 0
        case .file: 1
        case .environment: 2
        case .commandLine: 3
        }
    }
}
