import DownloadCore
import DownloadEngine

/// Turns successive snapshots into the events to report.
///
/// It keeps state only for active downloads, so that memory does not grow with the list.
struct GetReport {
    /// The level of detail; each includes those above it.
    enum Detail: Comparable {
        /// Results of downloads.
        case results
        /// Long waits.
        case waits
        /// Starts, and progress at most once a second per download.
        case progress
        /// Retries.
        case retries
    }

    private struct Memory {
        var started: Instant
        var lastProgress: Instant
        /// The source URL; a different one means a different file, named by a Metalink.
        var url: String?
        var lastReceived: Int64 = -1
        /// The last reported request of the user that could not be honoured.
        var refusal: DownloadEvent?
        /// Bytes on disk when the first byte of this run arrived.
        var receivedBefore: Int64?
        /// The last reported failure by fragment; 0 stands for the whole download.
        var retries: [Int: DownloadError] = [:]
        /// Whether a shortage of descriptors was reported.
        var hasToldShortage = false
        /// Bytes received when a long wait was reported.
        var receivedAtWait: Int64 = 0
    }

    /// The delay in seconds from which a retry is reported at detail `waits`.
    static let longWait = 10.0

    private let detail: Detail
    private var memory: [DownloadID: Memory] = [:]
    private var ended: Set<DownloadID> = []
    private var last: [DownloadSnapshot] = []

    init(detail: Detail) {
        self.detail = detail
    }

    /// Marks downloads that have already ended in `snapshot` as reported.
    mutating func passOver(_ snapshot: Snapshot) {
        ended = Set(snapshot.downloads.filter { $0.end != nil }.map(\.id))
    }

    /// Returns the new events in `snapshot`, in queue order.
    mutating func events(in snapshot: Snapshot) -> [DownloadNotice] {
        var events: [DownloadNotice] = []
        var former = last.startIndex
        for download in snapshot.downloads {
            // Downloads that have left the queue since leave the others in their order.
            while former < last.endIndex, last[former].id < download.id { former += 1 }
            // In a long queue, most downloads are unchanged, or only paused before they have begun;
            // neither has anything to report.
            if former < last.endIndex {
                if download.isTurned(from: last[former]) { continue }
                if download.isSame(as: last[former]), download.isAtRest { continue }
            }
            if ended.contains(download.id) {
                if download.end != nil { continue }
                // It is active again, and may end again.
                ended.remove(download.id)
            }
            if report(download, at: snapshot.time, &events) { ended.insert(download.id) }
        }
        // Those that have left the queue are forgotten now and then.
        if ended.count > 2 * snapshot.downloads.count {
            ended.formIntersection(snapshot.downloads.map(\.id))
        }
        last = snapshot.downloads
        return events
    }

    /// Returns the new events of downloads that have ended and left the queue.
    mutating func events(of left: [DownloadSnapshot], at time: Instant) -> [DownloadNotice] {
        var events: [DownloadNotice] = []
        for download in left {
            let wasReported = !ended.isEmpty && ended.remove(download.id) != nil
            if !wasReported { _ = report(download, at: time, &events) }
        }
        return events
    }

    /// Appends the new events of a download.
    ///
    /// - Returns: Whether it has ended.
    private mutating func report(
        _ download: DownloadSnapshot, at time: Instant, _ events: inout [DownloadNotice]
    ) -> Bool {
        if download.state == .waiting { return false }
        let known = memory.removeValue(forKey: download.id)
        // A download paused from the beginning has not started.
        if known == nil, download.state == .paused(.user) { return false }
        var memory: Memory
        if let known, known.url == download.request.sources.first {
            memory = known
        } else {
            memory = begin(download, at: time, &events)
        }
        let seconds = max(0, time - memory.started)
        if let refusal = download.refusal, memory.refusal != refusal {
            memory.refusal = refusal
            events.append(DownloadNotice(.warning(refusal.text), of: download, seconds: seconds))
        }
        if let end = download.end {
            var event = DownloadNotice(end, of: download, seconds: seconds)
            event.receivedBefore = memory.receivedBefore ?? 0
            events.append(event)
            return true
        }
        if memory.receivedBefore == nil, download.state == .running {
            memory.receivedBefore = download.received
        }
        tellShortage(of: download, seconds, &memory, &events)
        if detail >= .retries {
            tellRetries(of: download, seconds, &memory, &events)
        } else if detail >= .waits {
            tellLongWait(of: download, seconds, &memory, &events)
        }
        if detail >= .progress { tellProgress(of: download, time, &memory, &events) }
        self.memory[download.id] = memory
        return false
    }

    private func begin(
        _ download: DownloadSnapshot, at time: Instant, _ events: inout [DownloadNotice]
    ) -> Memory {
        if detail >= .progress { events.append(DownloadNotice(.start, of: download, seconds: 0)) }
        return Memory(started: time, lastProgress: time, url: download.request.sources.first)
    }

    private func tellProgress(
        of download: DownloadSnapshot, _ time: Instant, _ memory: inout Memory,
        _ events: inout [DownloadNotice]
    ) {
        guard time - memory.lastProgress >= 1, download.received != memory.lastReceived else {
            return
        }
        memory.lastProgress = time
        memory.lastReceived = download.received
        events.append(DownloadNotice(.progress, of: download, seconds: time - memory.started))
    }

    /// Reports once that the download waits for descriptors, possibly for ever.
    private func tellShortage(
        of download: DownloadSnapshot, _ seconds: Double, _ memory: inout Memory,
        _ events: inout [DownloadNotice]
    ) {
        guard detail >= .waits, case .paused(.disk(let error)) = download.state, error.isShortage,
            !memory.hasToldShortage
        else { return }
        memory.hasToldShortage = true
        let kind = DownloadNotice.Kind.warning("\(error.cause); waiting (see ulimit -n)")
        events.append(DownloadNotice(kind, of: download, seconds: seconds))
    }

    /// Reports once, until more bytes arrive, that the next attempt is far away.
    private func tellLongWait(
        of download: DownloadSnapshot, _ seconds: Double, _ memory: inout Memory,
        _ events: inout [DownloadNotice]
    ) {
        if download.received != memory.receivedAtWait { memory.retries = [:] }
        guard case .retrying(let error, let delay) = download.state, delay >= GetReport.longWait,
            memory.retries[0] != error
        else { return }
        memory.retries[0] = error
        memory.receivedAtWait = download.received
        let kind = DownloadNotice.Kind.retry(fragment: nil, error, inSeconds: delay)
        events.append(DownloadNotice(kind, of: download, seconds: seconds))
    }

    private func tellRetries(
        of download: DownloadSnapshot, _ seconds: Double, _ memory: inout Memory,
        _ events: inout [DownloadNotice]
    ) {
        var retries: [Int: DownloadError] = [:]
        func tell(_ fragment: Int?, _ error: DownloadError, _ delay: Double) {
            let number = fragment ?? 0
            retries[number] = error
            guard memory.retries[number] != error else { return }
            let kind = DownloadNotice.Kind.retry(fragment: fragment, error, inSeconds: delay)
            events.append(DownloadNotice(kind, of: download, seconds: seconds))
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
    /// Whether the download changes only on request.
    fileprivate var isAtRest: Bool {
        switch state {
        case .waiting, .paused, .failed, .done: true
        case .asking, .running, .retrying, .checking: false
        }
    }

    /// How the download ended for a run without questions; `nil` while it is active.
    fileprivate var end: DownloadNotice.Kind? {
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
            .failed(DownloadError(.inUse, "\(name).part is in use by another process"))
        // The engine retries by itself once other programs free disk space.
        case .paused(.disk(let error)) where error.isShortage: nil
        case .paused(.disk(let error)): .failed(error)
        case .paused(.user), .waiting, .asking, .running, .retrying, .checking: nil
        }
    }

    /// Where the received bytes are and what to do with them.
    private var keptPart: String {
        "\(name).part is kept: run the same command again to resume, or remove it to start over"
    }
}
