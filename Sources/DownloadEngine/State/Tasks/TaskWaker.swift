import DownloadCore

/// Makes the tasks of downloads that begin.
///
/// Used on the loop's thread only.
final class TaskWaker {
    private let store: PartStore
    private let lanes: LaneContext
    /// The policy that they follow.
    var policy: Download.Policy

    init(store: PartStore, lanes: LaneContext, policy: Download.Policy) {
        self.store = store
        self.lanes = lanes
        self.policy = policy
    }

    /// Makes the task of a new download.
    func task(of download: Download) -> DownloadTask {
        let task = DownloadTask(
            download: download, disk: store.disk(for: download.request.directory))
        lanes.limiter.limit(task.id, download.request.limit)
        return task
    }

    /// Makes the task of a download that has rested.
    func wake(_ resting: RestingTask, _ picture: DownloadSnapshot) -> DownloadTask {
        let task = task(of: Download(resting: picture, policy: policy))
        task.record = PartRecord(resting)
        return task
    }
}
