import DownloadCore

/// The servers of a download, as `getServers` shows them: one entry for each unfinished fragment.
///
/// Members that aria2 does not have tell where the fragment lies, and what it does.
struct ServerList {
    /// The list of files with their servers.
    let json: JSONValue

    /// Creates the list of a download.
    init(_ download: DownloadSnapshot) {
        let request = download.request.concealed.sources
        let servers = download.fragments.filter { $0.state != .done }.map { fragment in
            let url =
                request.indices.contains(fragment.source)
                ? request[fragment.source]
                : download.sources.indices.contains(fragment.source)
                    ? download.sources[fragment.source].url : ""
            let final = fragment.source == 0 ? download.server?.finalURL : nil
            return JSONValue.object([
                JSONValue.Member("completedLength", .number(text: fragment.received)),
                JSONValue.Member("currentUri", .string(final ?? url)),
                JSONValue.Member(
                    "downloadSpeed",
                    .number(text: Int64(min(max(fragment.bytesPerSecond, 0), 0x1p62)))),
                JSONValue.Member("fragment", .number(text: fragment.number)),
                JSONValue.Member(
                    "length",
                    .number(text: fragment.range.end == .max ? 0 : fragment.range.count)),
                JSONValue.Member("offset", .number(text: fragment.range.start)),
                JSONValue.Member("status", .string(Self.word(fragment.state))),
                JSONValue.Member("uri", .string(url)),
            ])
        }
        json = .array([
            .object([
                JSONValue.Member("index", .string("1")),
                JSONValue.Member("servers", .array(servers)),
            ])
        ])
    }

    private static func word(_ state: FragmentSnapshot.State) -> String {
        switch state {
        case .waiting: "waiting"
        case .connecting: "connecting"
        case .receiving: "active"
        case .retrying: "retrying"
        case .failed: "error"
        case .paused: "paused"
        case .done: "complete"
        }
    }
}
