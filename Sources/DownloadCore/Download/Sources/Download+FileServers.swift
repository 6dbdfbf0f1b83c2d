/// FTP servers with wrong replies to SIZE or REST (RFC 3659), which only the bytes reveal.
extension Download {
    /// The log text for a server that ignores REST.
    static let startedOverText =
        "the server accepts REST but sends the file from its beginning"

    /// Returns the log text for a response longer than announced.
    static func tooLongText(_ length: Int64) -> String {
        "the server sent more than the \(length) bytes that it announced"
    }

    /// The maximum number of restarts from zero while other lanes start where they should.
    private static let mostStartsOver = 3

    /// Handles a lane that gets the file from its start, though its server agreed to an offset.
    mutating func startedOver(_ lane: LaneID, _ work: LaneWork, at now: Now) -> [Effect] {
        let reason = Download.startedOverText
        mode.fileServer.startsOver += 1
        guard work.order.source == sources.primary else {
            close(lane)
            return spare(work.order.source, reason, at: now)
        }
        // Other servers behind the same name may do better.
        if plan.covered.ranges.count > 1, mode.fileServer.startsOver < Download.mostStartsOver {
            return broken(lane, DownloadError(.badResponse, reason), at: now)
        }
        close(lane)
        note(reason, at: now)
        if let first = laneThatCanFinish { return leave(to: first, because: reason, at: now) }
        if version.isResumed, policy.asks {
            return ask(.changed("\(reason); the existing bytes cannot be used"), at: now)
        }
        return startOverAsStream(reason, at: now)
    }

    /// Handles a lane that gets more bytes than the announced length of the file.
    ///
    /// Either the length is wrong, or the bytes are not the requested ones. The whole file in one
    /// transfer, up to the end of its connection, is right in both cases.
    mutating func tooLong(_ lane: LaneID, _ work: LaneWork, at now: Now) -> [Effect] {
        let reason = Download.tooLongText(plan.length ?? work.order.end)
        guard work.order.source == sources.primary else {
            close(lane)
            return unmask(work.order.source, reason, at: now)
        }
        if request.length != nil || request.pieces != nil {
            close(lane, leaving: .failed(DownloadError(.changed, reason)))
            return []
        }
        mode.fileServer.isLengthWrong = true
        return startOverAsStream(reason, at: now)
    }
}
