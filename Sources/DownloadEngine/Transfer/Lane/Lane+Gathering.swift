import DownloadCore

/// Gathers bytes: the first ones of a body before it is accepted, then blocks for the disk.
extension Lane {
    /// Gathers the first `count` bytes of the body, at most one block, and then notifies the
    /// engine.
    func gather(_ count: Int64) {
        phase = .gathering
        gatherer.gatherEarly(Int(min(count, Int64(Block.capacity))))
        if hasBeginning { laneContext.needsAttention(self) }
    }

    /// The number of gathered bytes that are not accepted yet; `nil` when there are none.
    var gatheredCount: Int64? { phase == .gathering ? gatherer.early.map { Int64($0.count) } : nil }

    /// Whether the first bytes of the body have been gathered and are not accepted yet.
    var hasBeginning: Bool { phase == .gathering && gatherer.hasBeginning }

    /// Takes what arrived of the body before the head was judged.
    ///
    /// The response may be over, so the bytes that count are taken now. Only those beyond the
    /// lane's end wait for `release`.
    func takeEarly() {
        guard let gathered = gatherer.early else { return }
        guard span.position == span.firstKept, gathered.count <= span.end - span.position,
            coding.decoder == nil, coding.fault == nil
        else {
            if takeRest(of: gathered.filled) || coding.fault != nil {
                dropEarly()
            } else {
                laneContext.needsAttention(self)
            }
            return
        }
        gatherer.acceptEarly(at: span.position)
        span.position += Int64(gathered.count)
        laneContext.didMove(self)
    }

    /// Drops what arrived of the body before it was accepted.
    func dropEarly() {
        if let block = gatherer.takeEarly() { disk.release(block) }
    }

    /// Whether bytes of a short body that was gathered as a whole are still to be decoded.
    var isDecoding: Bool { phase == .accepted && gatherer.early != nil && coding.decoder != nil }

    /// Whether it gathers a small file, which is handed over only as a whole.
    var gathersWhole: Bool {
        get { gatherer.use == .whole }
        set { gatherer.gatherWhole(newValue) }
    }

    /// Whether there are gathered bytes that have not been handed over.
    var hasGathered: Bool { gatherer.hasBytes }

    /// Takes out the small file if it is complete; `nil` when it is not, or there is none.
    func takeWhole() -> Block? { gatherer.takeWhole(of: span.end) }

    /// Whether nothing more can be gathered before a flush.
    var isFull: Bool { gatherer.isFull }

    /// Hands what it has gathered of a small file to the disk, and all that follows.
    func endGatheringWhole() {
        guard gathersWhole else { return }
        gathersWhole = false
        flush()
    }

    /// Hands the gathered bytes to the disk.
    func flush() {
        guard !gathersWhole, cursor == span.reached else { return }
        let start = gatherer.start
        if let block = gatherer.take() { disk.write(block, at: start, of: setup.slot) }
    }

    /// Drops received bytes that have not been confirmed to be the file's: all of them, or the last
    /// one.
    func dropUnchecked() {
        let unchecked = Int(span.position - cursor)
        guard unchecked > 0, gatherer.block != nil else { return }
        gatherer.drop(last: unchecked)
        span.position = cursor
    }
}
