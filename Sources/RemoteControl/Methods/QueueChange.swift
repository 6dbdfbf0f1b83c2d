import DownloadCore

/// The change of one download from one snapshot of the queue to the next.
struct QueueChange: Hashable, Sendable {
    /// The download before; `nil` when it is new.
    var before: DownloadSnapshot?
    /// The download now; `nil` when it has left the queue.
    var after: DownloadSnapshot?

    /// Returns the downloads that differ, in the order of the new snapshot, then those that left.
    static func all(from old: Snapshot, to new: Snapshot) -> [QueueChange] {
        if old.downloads.elementsEqual(new.downloads, by: { $0.id == $1.id }) {
            return zip(old.downloads, new.downloads).compactMap { before, after in
                before.isSame(as: after) ? nil : QueueChange(before: before, after: after)
            }
        }
        var known = Dictionary(old.downloads.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        var changes: [QueueChange] = []
        for after in new.downloads {
            let before = known.removeValue(forKey: after.id)
            if let before, before.isSame(as: after) { continue }
            changes.append(QueueChange(before: before, after: after))
        }
        let gone = old.downloads.filter { known[$0.id] != nil }
        // A Metalink's first file takes its place, and its identifier.
        let heirs =
            gone.isEmpty ? [] : Set(changes.compactMap { $0.before == nil ? $0.after?.gid : nil })
        return changes
            + gone.filter { !heirs.contains($0.gid) }.map { QueueChange(before: $0, after: nil) }
    }

    /// The notifications about the change, in order.
    var notifications: [RPCNotification] {
        let before = before.map { StatusWord($0.state) }
        guard let now = (after.map { StatusWord($0.state) }) else {
            return before?.isStopped == false ? [.stop] : []
        }
        guard now != before else { return [] }
        // A short download may start and end between two snapshots.
        let start: [RPCNotification] = before == .active ? [] : [.start]
        switch now {
        case .active: return [.start]
        case .paused: return before == nil ? [] : [.pause]
        case .complete: return start + [.complete]
        case .error: return start + [.error]
        case .waiting, .removed: return []
        }
    }
}
