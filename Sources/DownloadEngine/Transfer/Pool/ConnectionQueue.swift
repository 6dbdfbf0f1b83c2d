import DownloadCore

/// Holds requests until their host may have one more connection.
///
/// Lanes are opened only where there is room. But a redirect leads a lane to another host, and
/// small files are fetched besides the lanes.
struct ConnectionQueue {
    /// A lane to be opened.
    struct Order {
        let download: DownloadID
        let lane: LaneID
        let order: LaneOrder
    }

    /// A small response to be fetched.
    struct Fetch {
        let request: SmallFetch.Request
        let end: (Result<SmallFetch.Response, DownloadError>) -> Void
    }

    /// The lanes, in order of arrival.
    var orders: [Order] = []
    /// The small responses, in order of arrival.
    var fetches: [Fetch] = []

    /// Whether nothing waits.
    var isEmpty: Bool { orders.isEmpty && fetches.isEmpty }
}
