import DownloadCore
import DownloadEngine
import TerminalUI

/// The origin of a value, in increasing precedence.
enum SettingOrigin: Equatable, Sendable {
    case builtIn
    case file(path: String, line: Int)
    case environment(String)
    case commandLine(String)
}
