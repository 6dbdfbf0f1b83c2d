import FaultOrigin
import Foundation

/// One direction of a link: a queue that is drained at a rate and drops what finds no room, then a way.
///
/// What is lost at random is lost before the queue.
final class LinkWay {
    /// A packet on the way; its bytes are in the slot of the same number.
    private struct Packet {
        var count = 0
        /// When it has left the queue, and when it arrives, in nanoseconds.
        var sent: Int64 = 0
        var due: Int64 = 0
    }

    private static let slots = 1 << 15
    private static let slotSize = 1_536

    private let input: Int32
    private let output: Int32
    private let delay: Int64
    private let loss: Double
    private let nanosecondsPerByte: Double
    private let room: Int
    private var random: SeededRandom
    private var packets = [Packet](repeating: Packet(), count: slots)
    private let bytes = UnsafeMutableRawPointer.allocate(
        byteCount: slots * slotSize, alignment: 16)
    /// Packets by their numbers: before `head` they have arrived, from `queue` on they wait.
    private var (head, queue, tail) = (0, 0, 0)
    private var queued = 0
    private var freeAt: Int64 = 0

    /// A direction between two devices; seconds, a share, bits per second, and bytes.
    init(
        input: Int32, output: Int32, delay: Double, loss: Double, rate: Double, room: Int,
        seed: UInt64
    ) {
        (self.input, self.output, self.loss, self.room) = (input, output, loss, room)
        self.delay = Int64(delay * 1e9)
        nanosecondsPerByte = 8e9 / rate
        random = SeededRandom(seed: seed)
    }

    deinit { bytes.deallocate() }

    /// Whether nothing is on the way.
    var isEmpty: Bool { head == tail }

    /// Takes in what has come and hands over what is due.
    func work() {
        leaveQueue(at: LinkWay.now)
        for _ in 0..<128 {
            guard takeOne() else { break }
        }
        let now = LinkWay.now
        while head < tail {
            let packet = packets[head % LinkWay.slots]
            guard packet.due <= now else { break }
            // A device that is full takes it the next time.
            guard write(output, slot(head), packet.count) >= 0 || errno != EAGAIN else { break }
            if queue == head {
                queued -= packet.count
                queue += 1
            }
            head += 1
        }
    }

    /// Takes a packet in; `false` when there is none.
    private func takeOne() -> Bool {
        let isFull = tail - head >= LinkWay.slots
        // What finds no slot is read all the same, and dropped.
        var spill: [UInt8] = isFull ? [UInt8](repeating: 0, count: LinkWay.slotSize) : []
        let count =
            isFull
            ? read(input, &spill, LinkWay.slotSize) : read(input, slot(tail), LinkWay.slotSize)
        guard count > 0 else { return false }
        guard random.share() >= loss, !isFull, queued + count <= room else { return true }
        freeAt = max(freeAt, LinkWay.now) + Int64(Double(count) * nanosecondsPerByte)
        packets[tail % LinkWay.slots] = Packet(count: count, sent: freeAt, due: freeAt + delay)
        queued += count
        tail += 1
        return true
    }

    private func leaveQueue(at now: Int64) {
        while queue < tail, packets[queue % LinkWay.slots].sent <= now {
            queued -= packets[queue % LinkWay.slots].count
            queue += 1
        }
    }

    private func slot(_ number: Int) -> UnsafeMutableRawPointer {
        bytes + number % LinkWay.slots * LinkWay.slotSize
    }

    /// Nanoseconds of a clock that nobody sets.
    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
