import ArgumentParser
import Foundation
import Harness

/// Forwards packets between two network namespaces with the delay of a long line.
///
/// It serves kernels without traffic shaping.
struct Link: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Carries packets for another command.", shouldDisplay: false)

    @Argument(help: "The names of the two devices that it makes.")
    var devices: [String]

    @Option(help: "Seconds on the way, in each direction.")
    var delay: Double

    @Option(help: "The share of the packets that is lost.")
    var loss: Double

    @Option(help: "Bits per second, in each direction.")
    var rate: Double

    @Option(help: "Bytes that wait at most, in each direction.")
    var queue = 4 << 20

    func run() throws {
        let ends = try devices.map(Link.open)
        guard ends.count == 2 else { throw ValidationError("a link has two ends") }
        // Late timers would lengthen the delay.
        try? "1000".write(toFile: "/proc/self/timerslack_ns", atomically: false, encoding: .utf8)
        let ways = [(0, 1), (1, 0)].map { from, to in
            LinkWay(
                input: ends[from], output: ends[to], delay: delay, loss: loss, rate: rate,
                room: queue, seed: UInt64(from + 1))
        }
        print("ready")
        fflush(nil)
        while true {
            for way in ways { way.work() }
            let isBusy = ways.contains { !$0.isEmpty }
            // Waking for each packet would occupy a core, so packets in flight are handled in
            // batches.
            if isBusy { usleep(200) }
            var waits = ends.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            waits.append(pollfd(fd: 0, events: 0, revents: 0))
            poll(&waits, nfds_t(waits.count), isBusy ? 0 : 1_000)
            if waits[2].revents != 0 { break }
        }
    }

    /// Creates a device (linux/if_tun.h: `TUNSETIFF` with `IFF_TUN` and `IFF_NO_PI`).
    private static func open(_ name: String) throws -> Int32 {
        let file = Foundation.open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC)
        // struct ifreq: 16 bytes of name, then the flags.
        var request = [UInt8](repeating: 0, count: 40)
        request.replaceSubrange(0..<name.utf8.count, with: name.utf8)
        (request[16], request[17]) = (0x01, 0x10)
        guard file >= 0, ioctl(file, 0x4004_54CA, &request) == 0 else {
            throw NotInTime("/dev/net/tun: \(String(cString: strerror(errno)))")
        }
        return file
    }
}
