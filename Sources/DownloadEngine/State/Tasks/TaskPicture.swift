import DownloadCore

extension Snapshot {
    /// Creates a snapshot without its downloads.
    init(
        _ time: Instant, _ configuration: EngineConfiguration, _ limits: SpeedLimits,
        _ queue: DownloadQueue
    ) {
        self.init(time: time)
        added = queue.addedCount
        limit = limits.limit
        activeDownloads = configuration.activeDownloads
        isSlow = limits.isSlow
        remote = configuration.remote
    }
}

extension DownloadTask {
    /// Returns its snapshot, completed with what only the engine knows.
    func picture(at time: Instant, hosts: TaskHosts) -> DownloadSnapshot {
        var picture = ask { $0.snapshot(at: time) }
        if let host = lastHost {
            // Each change copies all facts, so none is made that changes nothing.
            if let key = hosts.table[host].trustedKey { picture.server?.trustedKey = key }
            let ceiling = hosts.table[host].ceiling
            if ceiling.isLowered { picture.server?.connectionCeiling = ceiling.allowed }
            if ceiling.allowed < ask({ $0.concurrency.target }) {
                picture.fragmentsNote =
                    ceiling.isLowered
                    ? "server allows \(ceiling.allowed)"
                    : "\(ceiling.allowed): per-host limit"
            }
        }
        if picture.state == .done { picture.isWebPage = record.isPage }
        if case .failed = picture.state { picture.certificate = certificate }
        if picture.state == .asking, hosts.holdsBack(self) { picture.state = .waiting }
        if case .checking = picture.state { picture.state = .checking(record.checked) }
        return picture
    }
}
