import CLibcurl
import DownloadCore

/// Fills one fragment with one running transfer.
///
/// libcurl's callbacks only record facts here; the engine's next turn acts on them. Used on the
/// loop's thread only.
final class Lane: TransferDelegate {
    /// How a lane treats the bytes that arrive.
    enum Phase {
        /// Gathers the head.
        ///
        /// Followed by `.judging`.
        case head
        /// Holds the body back until the engine has judged the head, or gathers it if it is small.
        ///
        /// Followed by `.gathering`, `.accepted` or `.discarding`.
        case judging
        /// Gathers the first bytes of the body before anything is discarded for them.
        ///
        /// Followed by `.accepted`.
        case gathering
        /// Accepts the body.
        case accepted
        /// Discards a short error page, so that the connection can be reused.
        case discarding
        /// Waits for an FTP server's reply, so that the connection can be reused.
        case leaving
        /// Has ended; bytes that libcurl still holds are dropped.
        case ended
    }

    /// Why a lane is not reading.
    enum Hold: Hashable {
        /// It has reached its end, and the response continues.
        case end
        /// It has reached the end of the file that the server announced, which must still be
        /// confirmed.
        case fileEnd
        /// The file's first bytes, with which its own are compared, are not known yet.
        case beginning
        /// No block is free.
        case block
        /// The rate limit.
        case limit
    }

    /// The parameters it was created with.
    let setup: LaneSetup
    /// The transfers of its download.
    let owner: DownloadTransfers
    /// libcurl's handle.
    let handle: EasyHandle
    /// Its current phase.
    private(set) var phase = Phase.head
    /// The head received so far: the last status line and what follows it.
    private(set) var head: [UInt8] = []
    /// Its position in the file.
    var span: LaneSpan
    /// Whether it gathers a small file, which is handed over only as a whole.
    var gathersWhole = false
    /// How much of its body has been discarded.
    private(set) var drain = Drain()
    /// Why and how libcurl is held back.
    private var flow = Flow()
    /// The evidence that the bytes are not the requested ones; it ends the transfer.
    private(set) var mismatch: LaneEnd?
    /// The result of the transfer while bytes of it are still to be decoded.
    private(set) var result: TransferResult?
    /// The part of the body that arrived before it was accepted.
    private var early = EarlyBody()
    /// The content coding that the body is decoded from.
    private var coding = BodyCoding()
    private var block: Block?
    private var blockStart: Int64 = 0
    /// The source of blocks, the limiter, and the list of lanes that need the engine.
    private let laneContext: LaneContext

    /// The discarding of a body.
    struct Drain {
        /// When it began.
        var since = Instant(seconds: .infinity)
        /// The number of bytes so far.
        var count = 0
    }

    /// How libcurl is held back.
    private struct Flow {
        /// Why the lane is not reading.
        var hold: Hold?
        /// Whether libcurl keeps what it has read until it is resumed.
        var isPaused = false
        /// The bytes of the next delivery that have been taken already.
        var taken = 0
    }

    /// The body of a response that has not been accepted yet.
    private struct EarlyBody {
        /// The bytes gathered so far.
        var block: Block?
        /// Whether the body is gathered; if not, libcurl keeps it.
        var isGathering = false
        /// The number of first bytes needed before it is accepted.
        var wanted = 0
    }

    /// Creates a lane; the pool sets its handle's options and adds it to the loop.
    init(
        _ setup: LaneSetup, of owner: DownloadTransfers, handle: EasyHandle, overlap: [UInt8],
        laneContext: LaneContext
    ) {
        self.setup = setup
        self.owner = owner
        self.handle = handle
        self.laneContext = laneContext
        let order = setup.order
        span = LaneSpan(
            position: order.range?.start ?? 0, firstKept: order.start, end: order.end,
            overlap: overlap[...])
        guard order.scheme.transfer.checksEdges else { return }
        span.edges = owner.beginning.map { beginning in
            let isFresh = order.start > 0 && order.overlap == 0
            return FileEdges(beginning: beginning, restart: isFresh ? RestartCheck() : nil)
        }
    }

    deinit {
        dropEarly()
    }

    /// The download's ID for it.
    var id: LaneID { setup.id }
    /// The download it works for.
    var download: DownloadID { owner.id }
    /// The request.
    var order: LaneOrder { setup.order }
    /// The host it connects to.
    var host: HostID { setup.host }
    /// The disk that writes its bytes.
    var disk: Disk { setup.disk }

    /// The position after the last byte that counts.
    var cursor: Int64 { span.cursor }

    /// Why it is not reading.
    var hold: Hold? { flow.hold }

    /// Whether libcurl must be polled for it although none of its sockets is due.
    var isPolled: Bool { order.scheme.transfer.needsPolling(setup.transport) }

    /// Whether bytes to be compared are still missing.
    var isComparing: Bool { phase == .accepted && span.position < span.firstKept }

    /// Whether the response's head is complete and not yet judged.
    var awaitsJudgement: Bool { phase == .judging }

    /// Whether the response ended inside its head, which libcurl reports as a success.
    private var isHeadCut: Bool {
        phase == .head && order.scheme.transfer.hasHead && !ResponseHead.isWhole(head)
    }

    /// Whether the response is an error page so short that reading it is cheaper than a new
    /// connection.
    var hasShortBody: Bool {
        let length = handle.offset(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)
        return handle.number(CURLINFO_RESPONSE_CODE) >= 300 && 0...65_536 ~= length
    }

    // MARK: Orders from the engine

    /// Accepts the body.
    ///
    /// Its first byte belongs at `start` of the file, and its first `count` bytes are compared
    /// instead of written.
    func accept(at start: Int64, overlap count: Int64) {
        phase = .accepted
        limitWaitForReply()
        span.position = start
        span.firstKept = start + count
        if count == 0 { span.overlap = [] }
        if order.decodes { coding = BodyCoding(head: head) }
        takeEarly()
    }

    /// Gathers the first `count` bytes of the body, at most one block, and then notifies the
    /// engine.
    func gather(_ count: Int64) {
        phase = .gathering
        early.isGathering = true
        early.wanted = Int(min(count, Int64(Block.capacity)))
        if hasBeginning { laneContext.needsAttention(self) }
    }

    /// The number of gathered bytes that are not accepted yet; `nil` when there are none.
    var gatheredCount: Int64? { phase == .gathering ? early.block.map { Int64($0.count) } : nil }

    /// Whether the first bytes of the body have been gathered and are not accepted yet.
    var hasBeginning: Bool { phase == .gathering && (early.block?.count ?? 0) >= early.wanted }

    /// Takes what arrived of the body before the head was judged.
    ///
    /// The response may be over, so the bytes that count are taken now. Only those beyond the
    /// lane's end wait for `release`.
    private func takeEarly() {
        guard let gathered = early.block else { return }
        guard span.position == span.firstKept, gathered.count <= span.end - span.position,
            coding.decoder == nil,
            coding.fault == nil
        else {
            if takeRest(of: gathered.filled) || coding.fault != nil {
                dropEarly()
            } else {
                laneContext.needsAttention(self)
            }
            return
        }
        early.block = nil
        block = gathered
        blockStart = span.position
        span.position += Int64(gathered.count)
        laneContext.didMove(self)
    }

    private func dropEarly() {
        if let block = early.block { disk.release(block) }
        early.block = nil
    }

    /// Discards the body from now on.
    func discard(at now: Instant) {
        phase = .discarding
        dropEarly()
        drain.since = now
    }

    /// Ends an FTP data connection early, so that the server's reply frees the control connection.
    ///
    /// The reply is still to be waited for.
    ///
    /// - Returns: Whether that was possible.
    func leave() -> Bool {
        phase = .leaving
        return handle.endDataConnection()
    }

    /// Marks the head as complete although no body has arrived: the response has none.
    func closeHead() {
        if phase == .head { phase = .judging }
    }

    /// Defers the end of the transfer while a short body that was gathered as a whole is not
    /// decoded yet.
    ///
    /// - Returns: Whether it is deferred; `result` is then to be handled when `isDecoding` ends.
    func keepsBack(_ result: TransferResult) -> Bool {
        guard isDecoding else { return false }
        self.result = result
        return true
    }

    /// Whether bytes of a short body that was gathered as a whole are still to be decoded.
    var isDecoding: Bool { phase == .accepted && early.block != nil && coding.decoder != nil }

    /// Resumes reading if it was held back.
    ///
    /// - Returns: An error when the callback refused what libcurl had held back.
    func release() -> TransferResult {
        flow.hold = nil
        if phase == .accepted, let gathered = early.block {
            guard takeRest(of: gathered.filled) || coding.fault != nil else {
                laneContext.needsAttention(self)
                return .success
            }
            dropEarly()
        }
        guard result == nil else { return .success }
        flow.isPaused = false
        return TransferResult(code: curl_easy_pause(handle.pointer, CURLPAUSE_CONT))
    }

    /// Has libcurl free the bytes that it holds for a paused lane, whose handle is about to be
    /// removed.
    ///
    /// On an HTTP/2 connection that other transfers use, removing the handle does not free them.
    func dropPausedBytes() {
        phase = .ended
        guard flow.isPaused, handle.number(CURLINFO_HTTP_VERSION) == Int(CURL_HTTP_VERSION_2_0)
        else {
            return
        }
        flow.isPaused = false
        _ = curl_easy_pause(handle.pointer, CURLPAUSE_CONT)
    }

    /// Whether there are gathered bytes that have not been handed over.
    var hasGathered: Bool { (block?.count ?? 0) > 0 }

    /// Takes out the small file if it is complete; `nil` when it is not, or there is none.
    func takeWhole() -> Block? {
        guard gathersWhole, blockStart == 0, let block, block.count == span.end else { return nil }
        self.block = nil
        return block
    }

    /// Whether it resumes reading only when it is released.
    var awaitsRelease: Bool { flow.isPaused || early.block != nil }

    /// Whether nothing more can be gathered before a flush.
    var isFull: Bool { block?.count == Block.capacity }

    /// Records that the file ends where the lane does.
    func sawEnd() {
        span.edges?.isEndSeen = true
        flow.hold = .end
    }

    /// Hands what it has gathered of a small file to the disk, and all that follows.
    func endGatheringWhole() {
        guard gathersWhole else { return }
        gathersWhole = false
        flush()
    }

    /// Hands the gathered bytes to the disk.
    func flush() {
        guard !gathersWhole, let block, block.count > 0, cursor == span.reached
        else { return }
        self.block = nil
        disk.write(block, at: blockStart, of: setup.slot)
    }

    /// Drops received bytes that have not been confirmed to be the file's: all of them, or the last
    /// one.
    func dropUnchecked() {
        let unchecked = Int(span.position - cursor)
        guard unchecked > 0, let block else { return }
        block.count -= min(unchecked, block.count)
        span.position = cursor
    }

    // MARK: Callbacks of libcurl

    /// Receives a line of a head.
    override func receive(line: UnsafeRawBufferPointer) -> Int {
        guard phase == .head else { return line.count }
        let text = line.bindMemory(to: UInt8.self).span
        if ResponseHead.begins(with: text, after: head) { head.removeAll(keepingCapacity: true) }
        guard head.count + line.count <= 1 << 18 else { return 0 }
        head.append(contentsOf: line)
        return line.count
    }

    /// Receives a piece of the body, or asks libcurl to deliver it again later.
    override func receive(body bytes: UnsafeRawBufferPointer) -> Int {
        switch phase {
        case .head:
            awaitJudgement(length: handle.offset(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T))
            return gatherEarly(bytes)
        case .judging:
            return gatherEarly(bytes)
        case .gathering:
            return gatherBeginning(bytes)
        case .discarding:
            drain.count += bytes.count
            return drain.count > 1 << 16 ? 0 : bytes.count
        case .leaving, .ended:
            return bytes.count
        case .accepted where early.block != nil:
            return pause()
        case .accepted:
            return takeRest(of: bytes) ? bytes.count : pause(upTo: bytes.count)
        }
    }

    /// Has the engine judge the head.
    ///
    /// A body of this length, negative if unknown, follows.
    func awaitJudgement(length: Int64) {
        phase = .judging
        laneContext.needsAttention(self)
        early.isGathering =
            order.scheme.transfer.hasHead && order.overlap == 0
            && 0...Int64(Block.capacity) ~= length
    }

    private func takeRest(of bytes: UnsafeRawBufferPointer) -> Bool {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[min(flow.taken, bytes.count)...])
        if coding.fault != nil { return false }
        return if let decoder = coding.decoder { take(rest, decoding: decoder) } else { take(rest) }
    }

    private func pause(upTo count: Int) -> Int {
        laneContext.needsAttention(self)
        // A mismatch ends the transfer, so there is nothing to wait for.
        return mismatch != nil || coding.fault != nil ? 0 : pause()
    }

    private func pause() -> Int {
        flow.isPaused = true
        return pdl_write_pause
    }

    /// Gathers a short response, which may end before the engine's next turn; pauses any other.
    private func gatherEarly(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard early.isGathering, !flow.isPaused, laneContext.mayRead(self),
            let block = early.block ?? laneContext.pool.take(for: disk.share)
        else { return pause() }
        early.block = block
        guard block.count + bytes.count <= Block.capacity, let source = bytes.baseAddress else {
            return pause()
        }
        (block.bytes + block.count).copyMemory(from: source, byteCount: bytes.count)
        block.count += bytes.count
        laneContext.limiter.didRead(bytes.count, download)
        return bytes.count
    }

    /// Gathers the first bytes of a response, and pauses after them.
    private func gatherBeginning(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard !hasBeginning, (early.block?.count ?? 0) + bytes.count <= Block.capacity else {
            early.wanted = min(early.wanted, early.block?.count ?? 0)
            laneContext.needsAttention(self)
            return pause()
        }
        guard laneContext.mayRead(self) else {
            flow.hold = .limit
            laneContext.needsAttention(self)
            return pause()
        }
        guard early.block != nil || laneContext.pool.hasRoom(for: disk.share) else {
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
            guard let block = block ?? newBlock() else { return holdBack(.block, rest, of: bytes) }
            let room = Block.capacity - block.count
            var count = min(room, rest.count, Int(min(span.end - span.position, Int64(Int32.max))))
            if span.edges != nil { count = checkStart(rest.prefix(count)) }
            guard mismatch == nil else { return false }
            guard count > 0 else { return holdBack(.beginning, rest, of: bytes) }
            if let source = rest.baseAddress {
                (block.bytes + block.count).copyMemory(from: source, byteCount: count)
            }
            block.count += count
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
    private func take(_ bytes: UnsafeRawBufferPointer, decoding decoder: ContentDecoder) -> Bool {
        var rest = bytes
        while !rest.isEmpty || decoder.mayHoldOutput {
            guard span.position < span.end else { return holdBack(.end, rest, of: bytes) }
            guard laneContext.mayRead(self) else { return holdBack(.limit, rest, of: bytes) }
            guard let block = block ?? newBlock() else { return holdBack(.block, rest, of: bytes) }
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

    /// Returns why the decoded body is not the complete file; `nil` when it is, or the transfer did
    /// not end by itself.
    private func codingFault(_ result: TransferResult) -> DownloadError? {
        result.isSuccess
            ? coding.fault(atEndOf: handle.offset(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T))
            : coding.fault
    }

    /// Returns what the end of the transfer means to its download.
    func end(_ result: TransferResult) -> LaneEnd {
        if let mismatch { return mismatch }
        if let fault = codingFault(result) { return .failed(fault) }
        guard result.isSuccess else {
            return .failed(CurlFailure.error(result.code, of: handle, at: order.url))
        }
        if !isComparing { return .complete }
        return .failed(DownloadError(.cutShort, "the server ended the response too early"))
    }

    /// Returns libcurl's result, corrected: a response that ended inside its head is no success.
    func checked(_ result: TransferResult) -> TransferResult {
        result.isSuccess && isHeadCut ? TransferResult(code: CURLE_GOT_NOTHING) : result
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
        block = new
        blockStart = span.position
        return new
    }
}
