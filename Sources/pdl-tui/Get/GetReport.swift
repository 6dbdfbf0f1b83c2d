import DownloadCore
import DownloadEngine

/// Tells from one snapshot to the next what there is to say.
///
/// It remembers a download only while it is under way, so that a list of any length stays small.
struct GetReport {
    /// How much is said.
    enum Detail: Comparable {
        /// How downloads end.
        case results
        /// And that nothing comes for long.
        case waits
        /// And how they begin and get on, at most once a second each.
        case progress
        /// And what is tried again.
        case retries
    }

    private struct Memory {
        var started: Instant
        var lastProgress: Instant
        /// Where it comes from; another URL is another file, one that a Metalink named.
        var url: String?
        var lastReceived: Int64 = -1
        /// What was last told that was asked for and is not done.
        var refusal: DownloadEvent?
        /// The bytes that were there when the first of this run arrived.
        var receivedBefore: Int64?
        /// The try that was last told, by fragment; 0 is the whole download.
        var retries: [Int: DownloadError] = [:]
        /// The bytes that were there when a long wait was told.
        var receivedAtWait: Int64 = 0
    }

    /// A wait of so many seconds is told even where retries are not.
    static let longWait = 10.0

    private let detail: Detail
    private var memory: [DownloadID: Memory] = [:]
    private var ended: Set<DownloadID> = []
    private var last: [DownloadSnapshot] = []

    init(detail: Detail) {
        self.detail = detail
    }

    /// Takes what has ended in `snapshot` for told.
    mutating func passOver(_ snapshot: Snapshot) {
        ended = Set(snapshot.downloads.filter { $0.end != nil }.map(\.id))
    }

    /// What is new in `snapshot`, in the order of its queue.
    mutating func events(in snapshot: Snapshot) -> [GetEvent] {
        var events: [GetEvent] = []
        for place in snapshot.downloads.indices {
            let download = snapshot.downloads[place]
            // Of a long queue most is as it was, and of what rests there is nothing to tell.
            if place < last.count, download.isSame(as: last[place]), download.isAtRest { continue }
            if ended.contains(download.id) {
                if download.end != nil { continue }
                // It is under way again, and may end again.
                ended.remove(download.id)
            }
            if download.state == .waiting { continue }
            let known = memory.removeValue(forKey: download.id)
            // What was paused from the beginning has not begun.
            if known == nil, download.state == .paused(.person) { continue }
            var memory: Memory
            if let known, known.url == download.request.sources.first {
                memory = known
            } else {
                memory = begin(download, at: snapshot.time, &events)
            }
            let seconds = snapshot.time - memory.started
            if let refusal = download.refusal, memory.refusal != refusal {
                memory.refusal = refusal
                events.append(GetEvent(.warning(refusal.text), of: download, seconds: seconds))
            }
            if let end = download.end {
                var event = GetEvent(end, of: download, seconds: seconds)
                event.receivedBefore = memory.receivedBefore ?? 0
                events.append(event)
                ended.insert(download.id)
                continue
            }
            if memory.receivedBefore == nil, download.state == .running {
                memory.receivedBefore = download.received
            }
            if detail >= .retries {
                tellRetries(of: download, seconds, &memory, &events)
            } else if detail >= .waits {
                tellLongWait(of: download, seconds, &memory, &events)
            }
            if detail >= .progress { tellProgress(of: download, snapshot.time, &memory, &events) }
            self.memory[download.id] = memory
        }
        if snapshot.downloads.count < last.count {
            ended.formIntersection(snapshot.downloads.map(\.id))
        }
        last = snapshot.downloads
        return events
    }

    private func begin(
        _ download: DownloadSnapshot, at time: Instant, _ events: inout [GetEvent]
    ) -> Memory {
        if detail >= .progress { events.append(GetEvent(.start, of: download, seconds: 0)) }
        return Memory(started: time, lastProgress: time, url: download.request.sources.first)
    }

    private func tellProgress(
        of download: DownloadSnapshot, _ time: Instant, _ memory: inout Memory,
        _ events: inout [GetEvent]
    ) {
        guard time - memory.lastProgress >= 1, download.received != memory.lastReceived else {
            return
        }
        memory.lastProgress = time
        memory.lastReceived = download.received
        events.append(GetEvent(.progress, of: download, seconds: time - memory.started))
    }

    /// Tells once, until bytes arrive again, that the next try is far away.
    private func tellLongWait(
        of download: DownloadSnapshot, _ seconds: Double, _ memory: inout Memory,
        _ events: inout [GetEvent]
    ) {
        if download.received != memory.receivedAtWait { memory.retries = [:] }
        guard case .retrying(let error, let delay) = download.state, delay >= GetReport.longWait,
            memory.retries[0] != error
        else { return }
        memory.retries[0] = error
        memory.receivedAtWait = download.received
        let kind = GetEvent.Kind.retry(fragment: nil, error, inSeconds: delay)
        events.append(GetEvent(kind, of: download, seconds: seconds))
    }

    private func tellRetries(
        of download: DownloadSnapshot, _ seconds: Double, _ memory: inout Memory,
        _ events: inout [GetEvent]
    ) {
        var retries: [Int: DownloadError] = [:]
        func tell(_ fragment: Int?, _ error: DownloadError, _ delay: Double) {
            let number = fragment ?? 0
            retries[number] = error
            guard memory.retries[number] != error else { return }
            let kind = GetEvent.Kind.retry(fragment: fragment, error, inSeconds: delay)
            events.append(GetEvent(kind, of: download, seconds: seconds))
        }
        if case .retrying(let error, let delay) = download.state { tell(nil, error, delay) }
        for fragment in download.fragments {
            if case .retrying(let error, _, _, let delay) = fragment.state {
                tell(fragment.number, error, delay)
            }
        }
        memory.retries = retries
    }
}

extension DownloadSnapshot {
    /// Whether nothing happens to it by itself.
    fileprivate var isAtRest: Bool {
        switch state {
        case .waiting, .paused, .failed, .done: true
        case .asking, .running, .retrying, .checking: false
        }
    }

    /// How it has ended, for someone who cannot be asked; `nil` while it is under way.
    fileprivate var end: GetEvent.Kind? {
        switch state {
        case .done: .done
        case .failed(let error) where error.kind == .changed && received > 0:
            .failed(
                DownloadError(.changed, error.cause + "; " + keptPart, status: error.status))
        case .failed(let error): .failed(error)
        case .paused(.question(.changed(let what))), .paused(.question(.unrelated(let what))):
            .failed(DownloadError(.changed, what + "; " + keptPart))
        case .paused(.question(.partFileMissing)):
            .failed(DownloadError(.disk, "\(name).part is missing"))
        case .paused(.inUse):
            .failed(DownloadError(.inUse, "another process works on \(name).part"))
        // The engine tries again by itself, and will have what others give back.
        case .paused(.disk(let error)) where error.isShortage: nil
        case .paused(.disk(let error)): .failed(error)
        case .paused(.person), .waiting, .asking, .running, .retrying, .checking: nil
        }
    }

    /// Where the bytes are that have been fetched, and what can be done with them.
    private var keptPart: String {
        "\(name).part is kept: run the same command to resume, or remove it to start over"
    }
}
