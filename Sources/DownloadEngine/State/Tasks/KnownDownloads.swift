import DownloadCore

/// Finds the download of a request among those in the queue.
struct KnownDownloads {
    private struct Place: Hashable {
        var url: String?
        var folder: String

        init(_ request: DownloadRequest) {
            url = request.sources.first
            folder = request.directory
        }
    }

    private var ids: [Place: DownloadID] = [:]
    private let tasks: TaskTable

    /// Considers the unfinished downloads of these requests, and those that were unfinished at the
    /// start.
    init(
        of requests: [DownloadRequest], in tasks: TaskTable, unfinishedAtStart: Set<DownloadID>
    ) {
        self.tasks = tasks
        guard !requests.isEmpty else { return }
        let wanted = Set(requests.map(Place.init))
        for id in tasks.queue.ids {
            guard let place = tasks.request(of: id).map(Place.init), wanted.contains(place),
                tasks.state(of: id) != .done || unfinishedAtStart.contains(id)
            else { continue }
            ids[place] = id
        }
    }

    /// Returns the download of a request's URL in its folder, unless another name is requested.
    func task(for request: DownloadRequest) -> DownloadTask? {
        guard let task = ids[Place(request)].flatMap({ tasks[$0] }),
            request.name == nil || request.name == task.ask({ $0.name })
        else { return nil }
        return task
    }
}
