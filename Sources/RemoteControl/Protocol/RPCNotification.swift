import DownloadCore

/// A notification to the clients on WebSockets.
enum RPCNotification: String, Hashable, Sendable, CaseIterable {
    case start = "aria2.onDownloadStart"
    case pause = "aria2.onDownloadPause"
    case stop = "aria2.onDownloadStop"
    case complete = "aria2.onDownloadComplete"
    case error = "aria2.onDownloadError"

    /// Returns the text of the message about a download.
    func text(about gid: GID) -> [UInt8] {
        JSONValue.object([
            JSONValue.Member("jsonrpc", .string("2.0")),
            JSONValue.Member("method", .string(rawValue)),
            JSONValue.Member(
                "params",
                .array([.object([JSONValue.Member("gid", .string(gid.description))])])),
        ]).text
    }
}
