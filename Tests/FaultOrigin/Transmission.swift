import NIOCore

/// Sends one response: decides what to write next, when, and how it ends.
struct Transmission {
    /// The next action.
    enum Step {
        /// Write the buffer, which contains `content` bytes of content.
        case write(ByteBuffer, content: Int)
        /// Ask again at this time.
        case wait(until: NIODeadline)
        /// Everything has been sent, or the response is broken off.
        case over(Response.Break?)
    }

    /// The raised pace in bytes per second, which limits the data in flight as usual.
    static let quick: Int64 = 4 << 20
    private static let largestWrite = 256 << 10
    /// The interval at which a held response checks for its release.
    private static let heldLook = TimeAmount.milliseconds(10)

    private let response: Response
    private var pace: Pace?
    private let total: Int64
    private var head: ArraySlice<UInt8>
    private var segment = 0
    private var offset: Int64 = 0
    /// The content bytes written so far.
    private(set) var sent: Int64 = 0
    private var tail: [UInt8]
    private var notBefore: NIODeadline
    private var turn: Int?
    private var nextHeldByte: NIODeadline?

    /// Prepares to send `response`; without content in reply to a HEAD request.
    init(_ response: Response, pace: Pace?, sendsContent: Bool, now: NIODeadline) {
        self.response = response
        self.pace = pace
        total = sendsContent ? response.contentCount : 0
        head = response.head[...]
        tail = []
        notBefore = now + .nanoseconds(Int64(response.delay * 1e9))
        guard sendsContent else { return }
        if case .chunked(_, lastChunk: true) = response.framing { tail += "0\r\n\r\n".utf8 }
        tail += response.trailing
    }

    /// Whether a pace applies.
    var isPaced: Bool { pace != nil }

    /// Whether the pace has been raised.
    private(set) var isHurried = false

    /// Continues at the raised pace.
    mutating func hurry() {
        pace = Pace(bytesPerSecond: Transmission.quick)
        isHurried = true
    }

    /// Returns the next step at `now`, with at most `room` content bytes.
    mutating func next(
        now: NIODeadline, room: Int64, allocator: ByteBufferAllocator
    ) -> Step {
        if notBefore > now { return .wait(until: notBefore) }
        if let early = response.breakBefore { return .over(early) }
        if !head.isEmpty { return nextOfHead(now: now, allocator: allocator) }
        if let point = response.breakAfter, sent >= point.count { return .over(point.how) }
        if sent < total { return nextOfContent(now: now, room: room, allocator: allocator) }
        if !tail.isEmpty {
            defer { tail = [] }
            return .write(allocator.buffer(bytes: tail), content: 0)
        }
        return .over(nil)
    }

    private mutating func nextOfHead(now: NIODeadline, allocator: ByteBufferAllocator) -> Step {
        let piece = head.prefix(response.dribble?.bytes ?? head.count)
        head = head.dropFirst(piece.count)
        if let dribble = response.dribble {
            notBefore = now + .nanoseconds(Int64(dribble.seconds * 1e9))
        }
        return .write(allocator.buffer(bytes: piece), content: 0)
    }

    private mutating func nextOfContent(
        now: NIODeadline, room: Int64, allocator: ByteBufferAllocator
    ) -> Step {
        var room = room
        if room == 0 {
            let due = nextHeldByte ?? now + .seconds(1)
            nextHeldByte = due
            guard due <= now else { return .wait(until: now + Transmission.heldLook) }
            nextHeldByte = now + .seconds(1)
            room = 1
        }
        let current = response.content[segment]
        var most = min(Int64(Transmission.largestWrite), current.count - offset, room)
        if let point = response.breakAfter { most = min(most, point.count - sent) }
        if case .chunked(let size, _) = response.framing { most = min(most, Int64(size)) }
        var step = Int(most)
        if let pace, step > 0 {
            guard let turn else {
                let given = pace.turn(wanted: step, now: now)
                turn = given.bytes
                notBefore = given.at
                return next(now: now, room: room, allocator: allocator)
            }
            step = min(turn, step)
            self.turn = nil
        }
        var buffer = allocator.buffer(capacity: step + 16)
        if case .chunked = response.framing, step > 0 {
            buffer.writeString(String(step, radix: 16) + "\r\n")
        }
        write(current, count: step, into: &buffer)
        if case .chunked = response.framing, step > 0 { buffer.writeString("\r\n") }
        offset += Int64(step)
        sent += Int64(step)
        if offset == current.count {
            segment += 1
            offset = 0
        }
        return .write(buffer, content: step)
    }

    private func write(_ segment: Response.Segment, count: Int, into buffer: inout ByteBuffer) {
        switch segment {
        case .bytes(let bytes):
            buffer.writeBytes(bytes[Int(offset)..<(Int(offset) + count)])
        case .body(let body, let range):
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
                body.copy(
                    from: range.lowerBound + offset,
                    into: UnsafeMutableRawBufferPointer(rebasing: space[..<count]))
                return count
            }
        }
    }
}
