/// FTP servers whose SIZE or REST is not to be believed (RFC 3659 sections 4 and 5): both are found
/// out by the bytes alone.
extension Download {
    /// Why a server cannot give fragments, in words.
    static let startedOverText =
        "the server accepts REST and ignores it: it sends the file from its beginning"

    /// How a wrong length shows, in words.
    static func tooLongText(_ length: Int64) -> String {
        "the server sends more than the \(length) bytes that it announced"
    }

    /// How often one connection may start over while others start where they are told.
    private static let mostStartsOver = 3

    /// A lane gets the file from its beginning, although its server has agreed to start elsewhere;
    /// nothing of it was kept.
    mutating func startedOver(_ lane: LaneID, _ work: LaneWork, at now: Now) -> [Effect] {
        let reason = Download.startedOverText
        mode.fileServer.startsOver += 1
        guard work.order.source == sources.primary else {
            close(lane)
            return spare(work.order.source, reason, at: now)
        }
        // Behind one name there may be servers that do better.
        if plan.covered.ranges.count > 1, mode.fileServer.startsOver < Download.mostStartsOver {
            return broken(lane, DownloadError(.badResponse, reason), at: now)
        }
        close(lane)
        note(reason, at: now)
        if let first = laneThatCanFinish { return leave(to: first, because: reason, at: now) }
        if version.isResumed, policy.asks {
            return ask(.changed("\(reason); what is there cannot be used"), at: now)
        }
        return startOverAsStream(reason, at: now)
    }

    /// A lane gets more bytes than the file is long by its server's word: either that is wrong, or
    /// the bytes are not those that were asked for.
    ///
    /// All of the file in one transfer is right in either case, up to the end of its connection.
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
