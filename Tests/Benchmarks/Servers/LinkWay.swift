import FaultOrigin
import Foundation

/// One direction of a link: a queue drained at a fixed rate, then a delay.
///
/// Packets that do not fit in the queue are dropped. Random loss occurs before the queue.
final class LinkWay {
    /// A packet in flight; its bytes are in the slot of the same number.
    private struct Packet {
        var count = 0
        /// When it leaves the queue and when it arrives, in nanoseconds.
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
    /// Packet numbers: those before `head` have arrived, those from `queue` on are queued.
    private var (head, queue, tail) = (0, 0, 0)
    private var queued = 0
    private var freeAt: Int64 = 0

    /// Creates a direction between two devices; units are seconds, a fraction, bit/s and bytes.
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

    /// Whether no packets are in flight.
    var isEmpty: Bool { head == tail }

    /// Receives new packets and delivers those that are due.
    func work() {
        leaveQueue(at: LinkWay.now)
        for _ in 0..<128 {
            guard takeOne() else { break }
        }
        let now = LinkWay.now
        while head < tail {
            let packet = packets[head % LinkWay.slots]
            guard packet.due <= now else { break }
            // A device whose buffer is full accepts the packet next time.
            guard write(output, slot(head), packet.count) >= 0 || errno != EAGAIN else { break }
            if queue == head {
                queued -= packet.count
                queue += 1
            }
            head += 1
        }
    }

    /// Receives a packet; returns false if there is none.
    private func takeOne() -> Bool {
        let isFull = tail - head >= LinkWay.slots
        // Packets without a free slot are read and dropped.
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

    /// Nanoseconds on a monotonic clock.
    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
