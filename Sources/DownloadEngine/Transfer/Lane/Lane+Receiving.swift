import CLibcurl
import CLinux
import DownloadCore

/// Takes the bytes of the body.
extension Lane {
    /// Has the engine judge the head.
    ///
    /// A body of this length, negative if unknown, follows.
    func awaitJudgement(length: Int64) {
        phase = .judging
        laneContext.needsAttention(self)
        if order.scheme.transfer.hasHead, order.overlap == 0, 0...Int64(Block.capacity) ~= length {
            gatherer.gatherEarly()
        }
    }

    /// Takes as many bytes of a delivery as possible that have not been taken yet.
    ///
    /// - Returns: Whether all of them were taken.
    func takeRest(of bytes: UnsafeRawBufferPointer) -> Bool {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[min(flow.taken, bytes.count)...])
        if coding.fault != nil { return false }
        return if let decoder = coding.decoder { take(rest, decoding: decoder) } else { take(rest) }
    }

    func pause(upTo count: Int) -> Int {
        laneContext.needsAttention(self)
        // A mismatch ends the transfer, so there is nothing to wait for.
        return mismatch != nil || coding.fault != nil ? 0 : pause()
    }

    func pause() -> Int {
        flow.isPaused = true
        return pdl_write_pause
    }

    /// Gathers a short response, which may end before the engine's next turn; pauses any other.
    func gatherEarly(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard !flow.isPaused, laneContext.mayRead(self),
            gatherer.addEarly(bytes, newBlock: { laneContext.pool.take(for: disk.share) })
        else { return pause() }
        laneContext.limiter.didRead(bytes.count, download)
        return bytes.count
    }

    /// Gathers the first bytes of a response, and pauses after them.
    func gatherBeginning(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard !hasBeginning, gatherer.earlyCount + bytes.count <= Block.capacity else {
            gatherer.endBeginning()
            laneContext.needsAttention(self)
            return pause()
        }
        guard laneContext.mayRead(self) else {
            flow.hold = .limit
            laneContext.needsAttention(self)
            return pause()
        }
        guard gatherer.early != nil || laneContext.pool.hasRoom(for: disk.share) else {
            flow.hold = .block
            laneContext.needsAttention(self)
            return pause()
        }
        let count = gatherEarly(bytes)
        laneContext.didMove(self)
        if hasBeginning { laneContext.needsAttention(self) }
        return count
    }

    /// Takes as many bytes as possible.
    ///
    /// - Returns: Whether all of them were taken.
    private func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            guard span.position < span.end else {
                guard span.isEndOpen else {
                    return holdBack(.end, rest, of: bytes)
                }
                mismatch = .tooLong
                return false
            }
            if !span.overlap.isEmpty {
                let count = min(span.overlap.count, rest.count)
                guard span.overlap.prefix(count).elementsEqual(rest.prefix(count)) else {
                    mismatch = startsOver(rest) ? .startedOver : .overlapDiffers
                    return false
                }
                span.overlap = span.overlap.dropFirst(count)
                span.position += Int64(count)
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                continue
            }
            guard laneContext.mayRead(self) else { return holdBack(.limit, rest, of: bytes) }
            guard let block = gatherer.block ?? newBlock() else {
                return holdBack(.block, rest, of: bytes)
            }
            let room = Block.capacity - block.count
            var count = min(room, rest.count, Int(min(span.end - span.position, Int64(Int32.max))))
            if span.edges != nil { count = checkStart(rest.prefix(count)) }
            guard mismatch == nil else { return false }
            guard count > 0 else { return holdBack(.beginning, rest, of: bytes) }
            block.append(UnsafeRawBufferPointer(rebasing: rest[..<count]))
            span.position += Int64(count)
            laneContext.didRead(count, self)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            if block.count == Block.capacity { flush() }
        }
        if endsEarly, span.position >= span.end {
            guard span.isEndOpen else {
                return holdBack(.end, rest, of: bytes)
            }
            if span.edges?.readsOn != true { return holdBack(.fileEnd, rest, of: bytes) }
        }
        flow.taken = 0
        return true
    }

    /// Verifies that an FTP server has started at the requested position.
    ///
    /// - Returns: How many of the bytes may be taken now.
    private func checkStart(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
        guard span.edges?.isStartOpen == true, let beginning = span.edges?.beginning else {
            span.edges?.beginning.add(bytes, at: span.position)
            return bytes.count
        }
        let count = span.edges?.restart?.compare(bytes, with: beginning.bytes) ?? 0
        if span.position + Int64(count) >= span.end { span.edges?.restart?.close() }
        if span.edges?.restart?.verdict == .failed { mismatch = .startedOver }
        return count
    }

    /// Returns whether the response, in place of the bytes to compare with, is the file's
    /// beginning.
    private func startsOver(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let beginning = span.edges?.beginning.bytes, let start = order.range?.start else {
            return false
        }
        let compared = Int(span.position - start)
        let rest = beginning.dropFirst(compared)
        let count = min(rest.count, bytes.count)
        return start > 0 && count >= 16 && rest.prefix(count).elementsEqual(bytes.prefix(count))
    }

    /// Takes as many bytes as possible of an encoded body.
    ///
    /// - Returns: Whether all of them were taken.
    private func take(_ bytes: UnsafeRawBufferPointer, decoding decoder: any BodyDecoder) -> Bool {
        var rest = bytes
        while !rest.isEmpty || decoder.mayHoldOutput {
            guard span.position < span.end else { return holdBack(.end, rest, of: bytes) }
            guard laneContext.mayRead(self) else { return holdBack(.limit, rest, of: bytes) }
            guard let block = gatherer.block ?? newBlock() else {
                return holdBack(.block, rest, of: bytes)
            }
            let room = Int(min(Int64(Block.capacity - block.count), span.end - span.position))
            let place = UnsafeMutableRawBufferPointer(
                start: block.bytes + block.count, count: room)
            guard let step = coding.decode(rest, into: place) else { return false }
            block.count += step.written
            span.position += Int64(step.written)
            if step.written > 0 { laneContext.didRead(step.written, self) }
            rest = UnsafeRawBufferPointer(rebasing: rest[step.read...])
            if block.count == Block.capacity { flush() }
            if step.read == 0, step.written == 0 { break }
        }
        flow.taken = 0
        return true
    }

    private func holdBack(
        _ reason: Hold, _ rest: UnsafeRawBufferPointer, of bytes: UnsafeRawBufferPointer
    ) -> Bool {
        flow.hold = reason
        flow.taken += bytes.count - rest.count
        return false
    }

    private func newBlock() -> Block? {
        guard let new = laneContext.pool.take(for: disk.share) else { return nil }
        gatherer.begin(new, at: span.position)
        return new
    }
}
