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

    private var tasks: [Place: DownloadTask] = [:]

    /// Considers unfinished downloads, and those that were unfinished at the start.
    init(_ all: some Sequence<DownloadTask>, unfinishedAtStart: Set<DownloadID>) {
        for task in all where task.state != .done || unfinishedAtStart.contains(task.id) {
            tasks[Place(task.ask { $0.request })] = task
        }
    }

    /// Returns the download of a request's URL in its folder, unless another name is requested.
    func task(for request: DownloadRequest) -> DownloadTask? {
        guard let task = tasks[Place(request)],
            request.name == nil || request.name == task.ask({ $0.name })
        else { return nil }
        return task
    }
}
