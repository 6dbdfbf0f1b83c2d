import CLibcurl
import DownloadCore
import Glibc

extension Engine {
    /// The most seconds for which a data connection that brings nothing more is waited for to end:
    /// some servers never close it.
    private static let mostSeconds = 10.0
    /// As many bytes of a TLS connection are more than the notice of its end.
    private static let noticeBytes = 256

    /// The file's first bytes as far as they are known: an earlier run's are read from the disk.
    func beginning(of entry: Entry) -> FileBeginning {
        if let known = entry.beginning { return known }
        let beginning = FileBeginning()
        entry.beginning = beginning
        let covered = entry.download.plan.covered.ranges.first { $0.start == 0 }
        guard let covered, entry.download.isFromDisk else { return beginning }
        let range = ByteRange(0, min(covered.end, Int64(RestartCheck.most)))
        let id = entry.download.id
        order(entry) { [inbox] slot throws(DownloadError) in
            let bytes = try slot.part?.bytes(in: range) ?? []
            inbox.post(
                .run { engine in
                    guard let entry = engine.entries[id], entry.slot === slot else { return }
                    entry.beginning?.add(bytes, at: 0)
                })
            return nil
        }
        return beginning
    }

    /// Tells an FTP lane how long the file is, as far as that is to be believed.
    func noteLength(of lane: Lane, _ entry: Entry) {
        guard lane.edges != nil, !lane.order.ignoresLength else { return }
        lane.edges?.length = lane.fileAnswer?.length ?? entry.download.identity?.length
    }

    /// Waits until the file of a lane that has all its bytes is seen to end.
    func watchEnd(of lane: Lane) {
        let data = lane.isEncrypted ? nil : lane.handle.sockets.data
        if let data { loop.watch(data.number) }
        fileEnds.add(FileEnds.Wait(lane: lane, since: clock(), data: data))
    }

    /// Goes on with the lanes whose file has ended, or goes on where it was to end.
    func settleFileEnds(at time: Instant) {
        for wait in fileEnds.waits {
            let lane = wait.lane
            guard let entry = entries[lane.download], entry.lanes[lane.id] === lane else {
                stopWatching(lane)
                continue
            }
            // Nobody reads: this is no stall.
            tell(entry, .lanePaused(lane.id))
            let most = min(Engine.mostSeconds, configuration.stallTimeout / 2)
            switch look(wait) {
            case .ended: endFile(of: lane, entry, at: time)
            case .goesOn:
                stopWatching(lane)
                lane.edges?.readsOn = true
                let result = lane.release()
                if result != CURLE_OK { finish(lane, result) }
            case .open where time - wait.since > most: endFile(of: lane, entry, at: time)
            case .open: break
            }
        }
    }

    /// The lane's file ends where it was to end.
    private func endFile(of lane: Lane, _ entry: Entry, at time: Instant) {
        stopWatching(lane)
        lane.sawEnd()
        lane.flush()
        entry.download.advance(lane.id, to: lane.cursor, at: time)
        publisher.note(lane.download)
        handle(.reachedEnd(lane.id), for: [lane.download])
    }

    private func stopWatching(_ lane: Lane) {
        guard let wait = fileEnds.remove(lane), let data = wait.data, loop.sockets.isOpen(data)
        else { return }
        loop.unwatch(data.number)
    }

    /// What can be seen of a file's end.
    private enum Sight {
        case open
        case ended
        case goesOn
    }

    private func look(_ wait: FileEnds.Wait) -> Sight {
        guard let data = wait.data else { return lookThroughTLS(wait.lane) }
        var byte: UInt8 = 0
        let count = recv(data.number, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        if count > 0 { return .goesOn }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .open : .ended
    }

    /// What TLS lets see of a file's end.
    ///
    /// The server's reply comes after the last byte, and many bytes are more than the notice of an
    /// end; libcurl reads which it is.
    private func lookThroughTLS(_ lane: Lane) -> Sight {
        guard let control = lane.handle.sockets.first else { return .goesOn }
        if hasReply(control) { return .goesOn }
        guard let data = lane.handle.sockets.data else { return .goesOn }
        var bytes: [UInt8] = Array(repeating: 0, count: Engine.noticeBytes)
        let count = recv(
            data.number, &bytes, bytes.count, Int32(MSG_PEEK | MSG_DONTWAIT))
        return count == bytes.count ? .goesOn : .open
    }
}
