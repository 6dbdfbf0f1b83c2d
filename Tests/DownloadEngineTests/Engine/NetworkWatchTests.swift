import Foundation
import Glibc
import Harness
import Synchronization
import Testing

@testable import DownloadEngine

/// The watch of the network, in a network of its own that comes up.
@Suite(.enabled(if: geteuid() == 0, "a network of its own needs root"))
struct NetworkWatchTests {
    private final class Watched: Sendable {
        let reports = Mutex(0)
        let watch = Mutex<NetworkWatch?>(nil)
        let isReported = DispatchSemaphore(value: 0)
    }

    @Test func `a link that changes many times in a moment is reported once`() async throws {
        let reports = try await measured {
            try await reportsOfTwoMoments()
        } until: {
            $0 == 2
        }
        #expect(reports == 2)
    }

    /// Returns the number of reports of many changes at once, and of one after their first report.
    private func reportsOfTwoMoments() async throws -> Int {
        let watched = Watched()
        async let changes: Void = OwnNetwork.run {
            watched.watch.withLock { watch in
                watch = NetworkWatch { watched.reports.withLock { $0 += 1 } }
            }
            for number in 0..<51 { try OwnNetwork.setLoopback(up: number % 2 == 0) }
            guard watched.isReported.wait(timeout: .now() + patience) == .success else {
                throw NotInTime("no report of a change")
            }
            // Its report is the last: it comes a second later.
            try OwnNetwork.setLoopback(up: false)
        }
        try await Harness.wait(for: "a report") { watched.reports.withLock { $0 } > 0 }
        watched.isReported.signal()
        try await changes
        try await Harness.wait(for: "another report") { watched.reports.withLock { $0 } > 1 }
        watched.watch.withLock { $0 = nil }
        return watched.reports.withLock { $0 }
    }
}

/// A network without links that are up, for one thread.
private enum OwnNetwork {
    /// Runs `work` on a new thread in a new network.
    static func run(_ work: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
            let thread = Thread {
                ended.resume(
                    with: Result {
                        guard unshare(0x4000_0000 /* CLONE_NEWNET */) == 0 else {
                            throw NotInTime("no network of its own: \(errno)")
                        }
                        try work()
                    })
            }
            thread.start()
        }
    }

    /// Brings the loopback link of the calling thread's network up or down.
    static func setLoopback(up isUp: Bool) throws {
        let file = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(file) }
        // struct ifreq: the name in 16 bytes, then the flags.
        var request = [UInt8](repeating: 0, count: 40)
        request.replaceSubrange(0..<2, with: "lo".utf8)
        request[16] = isUp ? UInt8(IFF_UP) : 0
        guard ioctl(file, 0x8914 /* SIOCSIFFLAGS */, &request) == 0 else {
            throw NotInTime("the link does not change: \(errno)")
        }
    }

    /// Hidden behind _GNU_SOURCE.
    private static func unshare(_ flags: Int32) -> Int32 {
        typealias Function = @convention(c) (Int32) -> Int32
        guard let symbol = dlsym(nil, "unshare") else { return -1 }
        return unsafeBitCast(symbol, to: Function.self)(flags)
    }
}
