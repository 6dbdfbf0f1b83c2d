import DownloadCore

/// Requests that wait until their host may be asked for one more connection.
///
/// Lanes are opened where there is room; a redirect leads a lane to another host, and small files are
/// fetched beside the lanes.
struct ConnectionQueue {
    /// A lane that is to be opened.
    struct Order {
        let download: DownloadID
        let lane: LaneID
        let order: LaneOrder
    }

    /// A small response that is to be fetched.
    struct Fetch {
        let request: MemoryFetch.Request
        let end: (Result<MemoryFetch.Response, DownloadError>) -> Void
    }

    /// The lanes, in the order in which they came.
    var orders: [Order] = []
    /// The small responses, in the order in which they came.
    var fetches: [Fetch] = []

    /// Whether nothing waits.
    var isEmpty: Bool { orders.isEmpty && fetches.isEmpty }
}
