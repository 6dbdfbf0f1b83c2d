import DownloadCore
import DownloadEngine
import TerminalUI

/// Where a value came from, weakest first.
enum SettingOrigin: Equatable, Sendable {
    case builtIn
    case file(path: String, line: Int)
    case environment(String)
    case commandLine(String)
}
