import CLibcurl
import DownloadCore

/// One running transfer that fills one fragment.
///
/// libcurl's callbacks only note facts here; the engine's next turn acts on them. Used on the loop's
/// thread only.
final class Lane: Receiver {
    /// What a lane does with what arrives.
    enum Phase {
        /// Gathers the head. Leaves to `.judging`.
        case head
        /// Holds the body back until the engine has judged the head, or gathers it if it is small.
        /// Leaves to `.gathering`, `.accepted`, `.discarding`.
        case judging
        /// Gathers the first bytes of the body before anything is dropped for them. Leaves to
        /// `.accepted`.
        case gathering
        /// Takes the body.
        case accepted
        /// Throws a short error page away, so that the connection can be used again.
        case discarding
        /// Waits for an FTP server's reply, so that the connection can be used again.
        case leaving
        /// Has ended; bytes that libcurl still holds are dropped.
        case ended
    }

    /// Why a lane does not read for now.
    enum Hold: Hashable {
        /// It has reached its end, and the response goes on.
        case end
        /// It has reached the end of the file by its server's word, which is to be seen.
        case fileEnd
        /// The file's first bytes are not known, with which its own are to be compared.
        case beginning
        /// No block is free.
        case block
        /// The rate limit.
        case limit
    }

    /// What it was made from.
    let setup: LaneSetup
    /// What it belongs to.
    let owner: DownloadTransfers
    /// libcurl's handle.
    let handle: EasyHandle
    /// What it is doing.
    private(set) var phase = Phase.head
    /// The head so far: the last status line and what follows it.
    private(set) var head: [UInt8] = []
    /// Where in the file it is.
    var span: LaneSpan
    /// Whether its bytes are a small file, which is handed over only when it is whole.
    var gathersWhole = false
    /// What of its body is thrown away.
    private(set) var drain = Drain()
    /// Why and how libcurl is held back.
    private var flow = Flow()
    /// How the bytes show not to be those that were asked for; it ends the transfer.
    private(set) var mismatch: LaneEnd?
    /// How the transfer has ended, while bytes of it are still to be decoded.
    private(set) var result: TransferResult?
    /// What has come of the body before it was accepted.
    private var early = EarlyBody()
    /// The content coding that the body is decoded from.
    private var coding = BodyCoding()
    private var block: Block?
    private var blockStart: Int64 = 0
    /// Where blocks come from and go to.
    private unowned let yard: LaneYard

    /// What is thrown away of a body.
    struct Drain {
        /// Since when.
        var since = Instant(seconds: .infinity)
        /// How many bytes so far.
        var count = 0
    }

    /// How libcurl is held back.
    private struct Flow {
        /// Why the lane does not read for now.
        var hold: Hold?
        /// Whether libcurl keeps what it has read until it is asked to go on.
        var isPaused = false
        /// Bytes of the next delivery that have been taken already.
        var taken = 0
    }

    /// The body of a response that nobody has accepted yet.
    private struct EarlyBody {
        /// What has come of it.
        var block: Block?
        /// Whether it is gathered; if not, libcurl keeps it.
        var isGathering = false
        /// How many of the first bytes are to be there before it is accepted.
        var wanted = 0
    }

    /// Creates a lane; the pool sets its handle's options and adds it to the loop.
    init(
        _ setup: LaneSetup, of owner: DownloadTransfers, handle: EasyHandle, overlap: [UInt8],
        yard: LaneYard
    ) {
        self.setup = setup
        self.owner = owner
        self.handle = handle
        self.yard = yard
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

    /// The download's name for it.
    var id: LaneID { setup.id }
    /// The download it works for.
    var download: DownloadID { owner.id }
    /// What it asked for.
    var order: LaneOrder { setup.order }
    /// Whom it asks.
    var host: HostID { setup.host }
    /// The disk that writes.
    var disk: Disk { setup.disk }

    /// The position after the last byte that counts.
    var cursor: Int64 { span.cursor }

    /// Why it does not read for now.
    var hold: Hold? { flow.hold }

    /// Whether libcurl must be asked about it although none of its sockets is due.
    var isPolled: Bool { order.scheme.transfer.needsPolling(setup.transport) }

    /// Whether bytes are still missing that are to be compared.
    var isComparing: Bool { phase == .accepted && span.position < span.firstKept }

    /// Whether the response's head is whole and nobody has judged it.
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

    // MARK: What the engine does

    /// Lets the body in; its first byte belongs at `start` of the file, and its first `count` bytes
    /// are compared instead of written.
    func accept(at start: Int64, overlap count: Int64) {
        phase = .accepted
        limitWaitForReply()
        span.position = start
        span.firstKept = start + count
        if count == 0 { span.overlap = [] }
        if order.decodes { coding = BodyCoding(head: head) }
        takeEarly()
    }

    /// Gathers the first `count` bytes of the body, at most as many as fit into a block; the engine is
    /// told when they are there.
    func gather(_ count: Int64) {
        phase = .gathering
        early.isGathering = true
        early.wanted = Int(min(count, Int64(Block.capacity)))
        if hasBeginning { yard.needsAttention(self) }
    }

    /// How many bytes of the body have been gathered and not accepted; `nil` when there are none.
    var gatheredCount: Int64? { phase == .gathering ? early.block.map { Int64($0.count) } : nil }

    /// Whether the first bytes of the body have been gathered, and nobody has accepted them.
    var hasBeginning: Bool { phase == .gathering && (early.block?.count ?? 0) >= early.wanted }

    /// Takes what has come of the body before the head was judged.
    ///
    /// The response may be over, so what counts is taken now; only what goes on behind the lane's end
    /// waits for `release`.
    private func takeEarly() {
        guard let gathered = early.block else { return }
        guard span.position == span.firstKept, gathered.count <= span.end - span.position,
            coding.decoder == nil,
            coding.fault == nil
        else {
            if takeRest(of: gathered.filled) || coding.fault != nil {
                dropEarly()
            } else {
                yard.needsAttention(self)
            }
            return
        }
        early.block = nil
        block = gathered
        blockStart = span.position
        span.position += Int64(gathered.count)
        yard.didMove(self)
    }

    private func dropEarly() {
        if let block = early.block { disk.release(block) }
        early.block = nil
    }

    /// Throws the body away from now on.
    func discard(at now: Instant) {
        phase = .discarding
        dropEarly()
        drain.since = now
    }

    /// Lets go of an FTP server's file, so that its reply frees the connection; the reply is still
    /// to be waited for.
    ///
    /// - Returns: Whether that was possible.
    func leave() -> Bool {
        phase = .leaving
        return handle.endDataConnection()
    }

    /// Marks the head as whole although no body has come: the response has none.
    func closeHead() {
        if phase == .head { phase = .judging }
    }

    /// Keeps the end of the transfer back while a short body, gathered whole, is not decoded yet.
    ///
    /// - Returns: Whether it is kept back; `result` is then to be acted on when `isDecoding` ends.
    func keepsBack(_ result: TransferResult) -> Bool {
        guard isDecoding else { return false }
        self.result = result
        return true
    }

    /// Whether bytes of a short body, gathered whole, are still to be decoded.
    var isDecoding: Bool { phase == .accepted && early.block != nil && coding.decoder != nil }

    /// Reads on if it was held back.
    ///
    /// - Returns: An error when the callback refused what libcurl had held back.
    func release() -> TransferResult {
        flow.hold = nil
        if phase == .accepted, let gathered = early.block {
            guard takeRest(of: gathered.filled) || coding.fault != nil else {
                yard.needsAttention(self)
                return .success
            }
            dropEarly()
        }
        guard result == nil else { return .success }
        flow.isPaused = false
        return TransferResult(code: curl_easy_pause(handle.pointer, CURLPAUSE_CONT))
    }

    /// Has libcurl free the bytes that it holds while the lane is paused; the lane's handle is about
    /// to be removed.
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

    /// Whether there are bytes that nobody has got yet.
    var hasGathered: Bool { (block?.count ?? 0) > 0 }

    /// The small file that is whole, taken out; `nil` when it is not, or none.
    func takeWhole() -> Block? {
        guard gathersWhole, blockStart == 0, let block, block.count == span.end else { return nil }
        self.block = nil
        return block
    }

    /// Whether it reads on only when it is released.
    var awaitsRelease: Bool { flow.isPaused || early.block != nil }

    /// Whether nothing more can be gathered before it is handed over.
    var isFull: Bool { block?.count == Block.capacity }

    /// Notes that the file ends where the lane does.
    func sawEnd() {
        span.edges?.isEndSeen = true
        flow.hold = .end
    }

    /// Hands over what is gathered.
    func flush() {
        guard !gathersWhole, let block, block.count > 0, cursor == span.reached
        else { return }
        self.block = nil
        disk.write(block, at: blockStart, of: setup.slot)
    }

    /// Drops what has arrived and was not found to be the file's: all of it, or its last byte.
    func dropUnchecked() {
        let unchecked = Int(span.position - cursor)
        guard unchecked > 0, let block else { return }
        block.count -= min(unchecked, block.count)
        span.position = cursor
    }

    // MARK: What libcurl does

    /// Takes a line of a head.
    override func receive(line: UnsafeRawBufferPointer) -> Int {
        guard phase == .head else { return line.count }
        let text = line.bindMemory(to: UInt8.self).span
        if ResponseHead.begins(with: text, after: head) { head.removeAll(keepingCapacity: true) }
        guard head.count + line.count <= 1 << 18 else { return 0 }
        head.append(contentsOf: line)
        return line.count
    }

    /// Takes a piece of the body, or asks libcurl to bring it again later.
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

    /// Has the engine judge the head; a body of so many bytes, negative if unknown, is on its way.
    func awaitJudgement(length: Int64) {
        phase = .judging
        yard.needsAttention(self)
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
        yard.needsAttention(self)
        // A mismatch ends the transfer: there is nothing to wait for.
        return mismatch != nil || coding.fault != nil ? 0 : pause()
    }

    private func pause() -> Int {
        flow.isPaused = true
        return pdl_write_pause
    }

    /// Gathers a short response, which may be at its end before the engine's next turn; pauses any
    /// other.
    private func gatherEarly(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard early.isGathering, !flow.isPaused, yard.mayRead(self),
            let block = early.block ?? yard.pool.take(for: disk.share)
        else { return pause() }
        early.block = block
        guard block.count + bytes.count <= Block.capacity, let source = bytes.baseAddress else {
            return pause()
        }
        (block.bytes + block.count).copyMemory(from: source, byteCount: bytes.count)
        block.count += bytes.count
        yard.limiter.didRead(bytes.count, download)
        return bytes.count
    }

    /// Gathers the first bytes of a response, and pauses behind them.
    private func gatherBeginning(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard !hasBeginning, (early.block?.count ?? 0) + bytes.count <= Block.capacity else {
            early.wanted = min(early.wanted, early.block?.count ?? 0)
            yard.needsAttention(self)
            return pause()
        }
        guard yard.mayRead(self) else {
            flow.hold = .limit
            yard.needsAttention(self)
            return pause()
        }
        guard early.block != nil || yard.pool.hasRoom(for: disk.share) else {
            flow.hold = .block
            yard.needsAttention(self)
            return pause()
        }
        let count = gatherEarly(bytes)
        yard.didMove(self)
        if hasBeginning { yard.needsAttention(self) }
        return count
    }

    /// Takes as much as it can.
    ///
    /// - Returns: Whether that was everything.
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
            guard yard.mayRead(self) else { return holdBack(.limit, rest, of: bytes) }
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
            yard.didRead(count, self)
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

    /// Checks that an FTP server has started where it was told.
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

    /// Whether what arrives in place of the bytes to compare with is the file's beginning.
    private func startsOver(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let beginning = span.edges?.beginning.bytes, let start = order.range?.start else {
            return false
        }
        let compared = Int(span.position - start)
        let rest = beginning.dropFirst(compared)
        let count = min(rest.count, bytes.count)
        return start > 0 && count >= 16 && rest.prefix(count).elementsEqual(bytes.prefix(count))
    }

    /// Takes as much as it can of an encoded body.
    ///
    /// - Returns: Whether that was everything.
    private func take(_ bytes: UnsafeRawBufferPointer, decoding decoder: ContentDecoder) -> Bool {
        var rest = bytes
        while !rest.isEmpty || decoder.mayHoldOutput {
            guard span.position < span.end else { return holdBack(.end, rest, of: bytes) }
            guard yard.mayRead(self) else { return holdBack(.limit, rest, of: bytes) }
            guard let block = block ?? newBlock() else { return holdBack(.block, rest, of: bytes) }
            let room = Int(min(Int64(Block.capacity - block.count), span.end - span.position))
            let place = UnsafeMutableRawBufferPointer(
                start: block.bytes + block.count, count: room)
            guard let step = coding.decode(rest, into: place) else { return false }
            block.count += step.written
            span.position += Int64(step.written)
            if step.written > 0 { yard.didRead(step.written, self) }
            rest = UnsafeRawBufferPointer(rebasing: rest[step.read...])
            if block.count == Block.capacity { flush() }
            if step.read == 0, step.written == 0 { break }
        }
        flow.taken = 0
        return true
    }

    /// Why the body is not the whole file in the coding that its head names; `nil` when it is, or
    /// the transfer did not come to its end.
    private func codingFault(_ result: TransferResult) -> DownloadError? {
        result.isSuccess
            ? coding.fault(atEndOf: handle.offset(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T))
            : coding.fault
    }

    /// How the transfer has ended for its download.
    func end(_ result: TransferResult) -> LaneEnd {
        if let mismatch { return mismatch }
        if let fault = codingFault(result) { return .failed(fault) }
        guard result.isSuccess else {
            return .failed(CurlFailure.error(result.code, of: handle, at: order.url))
        }
        if !isComparing { return .complete }
        return .failed(DownloadError(.cutShort, "the server ended the response too early"))
    }

    /// What libcurl's result means for it: a response that ended inside its head is no success.
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
        guard let new = yard.pool.take(for: disk.share) else { return nil }
        block = new
        blockStart = span.position
        return new
    }
}
