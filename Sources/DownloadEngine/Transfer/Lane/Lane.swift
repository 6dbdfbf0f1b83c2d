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
    var phase = Phase.head
    /// The head received so far: the last status line and what follows it.
    private(set) var head: [UInt8] = []
    /// Its position in the file.
    var span: LaneSpan
    /// How much of its body has been discarded.
    private(set) var drain = Drain()
    /// Why and how libcurl is held back.
    var flow = Flow()
    /// The evidence that the bytes are not the requested ones; it ends the transfer.
    var mismatch: LaneEnd?
    /// The result of the transfer while bytes of it are still to be decoded.
    private(set) var result: TransferResult?
    /// The received bytes that it keeps.
    var gatherer = BodyGatherer()
    /// The content coding that the body is decoded from.
    var coding = BodyCoding()
    /// The source of blocks, the limiter, and the list of lanes that need the engine.
    let laneContext: LaneContext

    /// The discarding of a body.
    struct Drain {
        /// When it began.
        var since = Instant(seconds: .infinity)
        /// The number of bytes so far.
        var count = 0
    }

    /// How libcurl is held back.
    struct Flow {
        /// Why the lane is not reading.
        var hold: Hold?
        /// Whether libcurl keeps what it has read until it is resumed.
        var isPaused = false
        /// The bytes of the next delivery that have been taken already.
        var taken = 0
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
    var isHeadCut: Bool {
        phase == .head && order.scheme.transfer.hasHead && !ResponseHead.isWhole(head)
    }

    /// Whether the response is an error page so short that reading it is cheaper than a new
    /// connection.
    var hasShortBody: Bool {
        handle.number(CURLINFO_RESPONSE_CODE) >= 300 && 0...65_536 ~= length
    }

    // MARK: Orders from the engine

    /// Accepts the body.
    ///
    /// Its first byte belongs at `start` of the file, and its first `count` bytes are compared
    /// instead of written.
    func accept(at start: Int64, overlap count: Int64) {
        phase = .accepted
        gatherer.accept()
        limitWaitForReply()
        span.position = start
        span.firstKept = start + count
        if count == 0 { span.overlap = [] }
        if order.decodes { coding = BodyCoding(head: head) }
        takeEarly()
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

    /// Resumes reading if it was held back.
    ///
    /// - Returns: An error when the callback refused what libcurl had held back.
    func release() -> TransferResult {
        flow.hold = nil
        if phase == .accepted, let gathered = gatherer.early {
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

    /// Whether it resumes reading only when it is released.
    var awaitsRelease: Bool { flow.isPaused || gatherer.early != nil }

    /// Records that the file ends where the lane does.
    func sawEnd() {
        span.edges?.isEndSeen = true
        flow.hold = .end
    }

    // MARK: Callbacks of libcurl

    /// Receives a line of a head.
    override func receive(line: UnsafeRawBufferPointer) -> Int {
        guard phase == .head else { return line.count }
        let text = line.bindMemory(to: UInt8.self).span
        if ResponseHead.begins(with: text, after: head) { head.removeAll(keepingCapacity: true) }
        guard head.count + line.count <= 1 << 18 else { return 0 }
        head.append(contentsOf: line)
        if line.count <= 2, hasRefusal { awaitJudgement(length: length) }
        return line.count
    }

    /// Whether the head so far is that of a redirect or a refusal, which need no body.
    ///
    /// libcurl itself answers a 401 or 407 where it can.
    private var hasRefusal: Bool {
        let status = handle.number(CURLINFO_RESPONSE_CODE)
        return order.scheme.isHTTP && status >= 300 && status != 401 && status != 407
    }

    /// The announced length of the body in bytes; negative if unknown.
    private var length: Int64 { handle.offset(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T) }

    /// Receives a piece of the body, or asks libcurl to deliver it again later.
    override func receive(body bytes: UnsafeRawBufferPointer) -> Int {
        switch phase {
        case .head:
            awaitJudgement(length: length)
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
        case .accepted where gatherer.early != nil:
            return pause()
        case .accepted:
            return takeRest(of: bytes) ? bytes.count : pause(upTo: bytes.count)
        }
    }
}
