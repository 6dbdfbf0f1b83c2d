import CLibcurl
import DownloadCore
import Glibc

extension TransferPool {
    /// The most seconds to wait for an idle data connection to end: some servers never close it.
    private static let mostSeconds = 10.0

    /// Waits until the file of a lane that has all its bytes is confirmed to end.
    func watchEnd(of lane: Lane, at time: Instant) {
        let data = lane.isEncrypted ? nil : lane.handle.sockets.data
        if let data { loop.watch(data.number) }
        fileEnds.add(FileEnds.Wait(lane: lane, since: time, data: data))
    }

    /// Finishes the lanes whose file has ended, and resumes those whose file continues.
    func settleFileEnds(at time: Instant) {
        for wait in fileEnds.waits {
            let lane = wait.lane
            guard lane.owner.holds(lane) else {
                stopWatching(lane)
                continue
            }
            // We have paused it, so its silence is no stall.
            tell(.held(lane))
            let most = min(TransferPool.mostSeconds, configuration.stallTimeout / 2)
            switch look(wait) {
            case .ended: endFile(of: lane)
            case .goesOn:
                stopWatching(lane)
                lane.span.edges?.readsOn = true
                let result = lane.release()
                if !result.isSuccess { tell(.ended(lane, result)) }
            case .open where time - wait.since > most: endFile(of: lane)
            case .open: break
            }
        }
    }

    /// Confirms that the file ends where it was announced to.
    private func endFile(of lane: Lane) {
        stopWatching(lane)
        lane.sawEnd()
        lane.flush()
        tell(.reachedEnd(lane))
    }

    private func stopWatching(_ lane: Lane) {
        guard let wait = fileEnds.remove(lane), let data = wait.data, loop.sockets.isOpen(data)
        else { return }
        loop.unwatch(data.number)
    }

    /// What is visible of a file's end.
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

    /// Returns what is visible of a file's end through TLS.
    ///
    /// The server's reply follows the last byte. Bytes on the data connection are either more of
    /// the file or the close notification, and libcurl reads them to tell which. It must read the
    /// notification: some servers wait for the answer to it before they reply.
    private func lookThroughTLS(_ lane: Lane) -> Sight {
        guard let control = lane.handle.sockets.first else { return .goesOn }
        if hasReply(control) { return .goesOn }
        guard let data = lane.handle.sockets.data else { return .goesOn }
        var byte: UInt8 = 0
        return recv(data.number, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) < 0 ? .open : .goesOn
    }
}
