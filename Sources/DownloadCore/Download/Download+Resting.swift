/// Downloads that have not begun in this run of the program.
///
/// All that is known about one is in its snapshot, so that a long queue needs no downloads but
/// those that begin.
extension Download {
    /// Creates the download that such a snapshot shows.
    package init(resting snapshot: DownloadSnapshot, policy: Policy) {
        let past: Past =
            switch snapshot.state {
            case .failed(let error): .failed(error)
            case .done:
                .done(length: snapshot.length ?? snapshot.received, at: snapshot.finished)
            case .paused: .paused
            case .waiting, .asking, .running, .retrying, .checking: .waiting
            }
        self.init(
            id: snapshot.id, request: snapshot.request, policy: policy, added: snapshot.added,
            name: snapshot.name, past: past, events: snapshot.events)
    }
}

extension DownloadSnapshot {
    /// Creates the snapshot of a download that has not begun in this run of the program: the same
    /// that the download itself would give.
    package init(
        resting id: DownloadID, request: DownloadRequest, policy: Download.Policy, added: Double,
        name: String, past: Download.Past, events: [DownloadEvent] = []
    ) {
        var outline = Outline(request: request, name: name, state: .waiting, added: added)
        if case .fixed(let count) = request.fragments { outline.wantedFragments = count }
        switch past {
        case .waiting: break
        case .paused: outline.state = .paused(.user)
        case .failed(let error): outline.state = .failed(error)
        case .done(let length, let time):
            outline.state = .done
            outline.length = length
            outline.received = length
            outline.finished = time
        }
        // Few have more to tell.
        let isPlain = events.isEmpty && !(outline.state == .done && outline.wantedFragments > 1)
        guard isPlain else {
            let download = Download(
                id: id, request: request, policy: policy, added: added, name: name, past: past,
                events: events)
            self = download.snapshot(at: Instant(seconds: 0))
            return
        }
        self.init(id, outline)
    }
}
