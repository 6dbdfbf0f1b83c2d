/// The fragments of one file and the lanes that fetch them.
///
/// A lane and its fragment are paired and parted here only.
package struct Fetch: Hashable, Sendable {
    /// The fragments and the missing bytes.
    package internal(set) var plan = Plan(length: nil)
    /// The open lanes and probes.
    package internal(set) var lanes = LaneTable()
    /// The number of lanes to open.
    package internal(set) var concurrency: Concurrency
    /// The failures in a row, and the limits that follow from them.
    package internal(set) var backoff = Backoff()

    /// Creates the fetch of a file of unknown length.
    package init(_ count: FragmentCount, most: Int) {
        concurrency = Concurrency(count, most: most)
    }

    /// The number of lanes with an accepted response.
    package var serving: Int { lanes.serving }

    /// Whether every lane has a fragment that names it, and no fragment names another.
    var isPaired: Bool {
        var active = 0
        for fragment in plan.fragments {
            if fragment.work == .done, !fragment.missing.isEmpty { return false }
            guard let lane = fragment.lane else { continue }
            guard let work = lanes[lane], work.fragment == fragment.number,
                work.order.end == fragment.range.end
            else { return false }
            active += 1
        }
        return plan.isPartition && active == lanes.count
    }

    // MARK: Pairing

    /// Opens a lane for a fragment.
    package mutating func open(
        _ order: LaneOrder, for number: Int, isShortcut: Bool = false, at now: Instant
    ) -> LaneID {
        let lane = lanes.makeID()
        var work = LaneWork(fragment: number, order: order, opened: now, lastByte: now)
        work.isShortcut = isShortcut
        lanes[lane] = work
        plan.update(number) {
            $0.work = .active(lane)
            $0.tries += 1
        }
        return lane
    }

    /// Removes a lane and leaves its fragment in this state.
    package mutating func close(_ lane: LaneID, leaving work: Fragment.Work = .idle) {
        guard let closed = lanes.remove(lane) else { return }
        plan.update(closed.fragment) { $0.work = work }
    }

    /// Gives a lane the only fragment of a file that it starts over.
    mutating func reassign(_ lane: LaneID, from old: Fragment?) {
        guard let number = plan.claim(at: 0, rows: concurrency.target) else {
            lanes[lane] = nil
            return
        }
        plan.update(number) {
            $0.work = .active(lane)
            $0.tries = old?.tries ?? 1
            $0.status = old?.status
            $0.address = old?.address
        }
        let end = plan.whole.end
        lanes.update(lane) {
            $0.fragment = number
            $0.order.end = end
        }
    }

    /// Stops every lane, except `kept`; their fragments keep their bytes.
    package mutating func stopAll(but kept: LaneID? = nil) -> [Download.Effect] {
        let stopped = lanes.keys.filter { $0 != kept }.sorted()
        for lane in stopped { close(lane) }
        let probed = lanes.probes.keys.sorted()
        lanes.probes.removeAll()
        return (stopped + probed).map { .stop($0) }
    }

    /// Stops the lanes and probes of a source.
    package mutating func stopAll(of source: Int) -> [Download.Effect] {
        let stopped = lanes.keys.filter { lanes[$0]?.order.source == source }.sorted()
        for lane in stopped { close(lane) }
        let probed = lanes.probes.keys.filter { lanes.probes[$0]?.order.source == source }.sorted()
        for lane in probed { lanes.probes[lane] = nil }
        return (stopped + probed).map { .stop($0) }
    }

    /// Stops the lane of the fragment at `position` if it has no response yet: a connection that
    /// can continue is worth more than one that may be refused.
    private mutating func freeUnanswered(at position: Int64) -> [Download.Effect] {
        guard let next = plan.fragments.first(where: { $0.range.start == position }),
            next.covered.isEmpty, let lane = next.lane, lanes[lane]?.isAccepted == false
        else { return [] }
        close(lane)
        return [.stop(lane)]
    }

    // MARK: Responses

    /// Records that a lane's response has begun, and returns the lane.
    mutating func answered(_ lane: LaneID, _ facts: HeadFacts, at now: Instant) -> LaneWork? {
        guard let index = lanes.index(of: lane) else { return nil }
        let work = lanes[index]
        lanes[index].lastByte = now
        plan.update(work.fragment) {
            $0.status = facts.status
            $0.address = facts.address
        }
        return work
    }

    /// Records that a lane's response, which promises the bytes before `promisedEnd`, is accepted.
    mutating func accept(_ lane: LaneID, promisedEnd: Int64) {
        lanes.update(lane) { $0.promisedEnd = promisedEnd }
        concurrency.servedLimit.served(serving)
    }

    /// Has a lane end where its fragment ends, and returns the offset.
    mutating func alignEnd(of lane: LaneID) -> Int64? {
        guard let index = lanes.index(of: lane),
            let end = plan[lanes[index].fragment]?.range.end
        else { return nil }
        lanes[index].order.end = end
        return end
    }

    // MARK: The file

    /// Plans the file again: `covered` of `length` bytes is received.
    mutating func restart(
        length: Int64?, covered: ByteRangeSet = ByteRangeSet(), minimumPiece: Int64 = 1
    ) {
        plan = Plan(length: length, covered: covered, minimumPiece: minimumPiece)
    }

    /// Sets the length of a file whose stream has ended, and closes its lane.
    mutating func endStream(_ lane: LaneID, at length: Int64) {
        close(lane, leaving: .done)
        plan.close(at: length)
    }

    /// Stops all lanes of a complete file.
    mutating func finish() -> [Download.Effect] {
        let effects = stopAll()
        for fragment in plan.fragments { plan.update(fragment.number) { $0.work = .done } }
        return effects
    }

    // MARK: Ends of lanes

    /// Handles a lane at its end whose response continues beyond it.
    ///
    /// - Returns: The effects; `nil` when the body continues beyond the announced range.
    mutating func reachedEnd(
        _ lane: LaneID, _ work: LaneWork, _ fragment: Fragment
    ) -> [Download.Effect]? {
        if !fragment.missing.isEmpty {
            if let promised = work.promisedEnd, fragment.cursor >= promised { return nil }
            return [.setEnd(lane, min(fragment.range.end, work.promisedEnd ?? .max))]
        }
        if let promised = work.promisedEnd, promised > fragment.range.end {
            let effects = freeUnanswered(at: fragment.range.end)
            if plan.grow(work.fragment), let grown = plan[work.fragment] {
                lanes[lane]?.order.end = grown.range.end
                return effects + [.setEnd(lane, min(grown.range.end, promised))]
            }
        }
        close(lane, leaving: .done)
        return [.stop(lane)]
    }

    /// The lane whose response covers all missing bytes.
    package var laneThatCanFinish: LaneID? {
        guard let length = plan.length else { return nil }
        return lanes.keys.sorted().first { lane in
            guard let work = lanes[lane], work.promisedEnd == length,
                let fragment = plan[work.fragment]
            else { return false }
            return plan.covered == ByteRangeSet([ByteRange(0, fragment.cursor)])
        }
    }

    /// Lets one lane fetch all missing bytes and stops the others.
    package mutating func consolidate(into first: LaneID) -> [Download.Effect] {
        let effects = stopAll(but: first)
        guard let number = lanes[first]?.fragment else { return effects }
        for fragment in plan.fragments where fragment.number != number && fragment.work != .done {
            plan.retire(fragment.number)
        }
        _ = plan.grow(number)
        let end = plan[number]?.range.end ?? 0
        lanes[first]?.order.end = end
        return effects + [.setEnd(first, end)]
    }

    // MARK: Bytes

    /// New bytes of a lane.
    struct Arrival {
        /// The source of the lane.
        var source: Int
        /// The new bytes; may be empty.
        var bytes: ByteRange
        /// Whether they are the first of the lane.
        var isFirst: Bool
    }

    /// Records that a lane's bytes before `cursor` have arrived.
    ///
    /// - Parameters:
    ///   - lane: The lane.
    ///   - cursor: The offset of the byte after the last one.
    ///   - step: The number of bytes from which a request is not futile.
    ///   - now: The time.
    /// - Returns: What is new; `nil` for a closed lane.
    mutating func advance(
        _ lane: LaneID, to cursor: Int64, step: Int64, at now: Instant
    ) -> Arrival? {
        guard let index = lanes.index(of: lane) else { return nil }
        let number = lanes[index].fragment
        guard let before = plan[number]?.cursor else { return nil }
        _ = plan.advance(number, to: cursor)
        let bytes = ByteRange(before, plan[number]?.cursor ?? before)
        let earlier = lanes[index].gained
        lanes[index].receive(bytes.count, at: now)
        let isFirst = bytes.count > 0 && earlier == 0
        if isFirst { backoff.served() }
        if bytes.count > 0 { backoff.received(at: now) }
        let gained = earlier + bytes.count
        if earlier / step != gained / step {
            backoff.progressed()
            // The first burst of a server says little about its pace.
            let rate = Double(gained) / max(now - lanes[index].opened, 1)
            lanes.pace.note(rate: rate, gap: lanes[index].longestGap, at: now)
        }
        return Arrival(source: lanes[index].order.source, bytes: bytes, isFirst: isFirst)
    }
}
