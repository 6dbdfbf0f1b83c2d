import DownloadCore
import DownloadEngine
import TerminalUI

/// The settings for a single host.
struct HostSettings: Equatable, Sendable {
    var connections: Int?
    var headers: [String] = []
    var userAgent: String?
    var proxy: String?
    var hostKey: String?
    var limit: Int64?
}
