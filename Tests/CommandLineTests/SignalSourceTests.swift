import CSignals
import Dispatch
import DownloadCore
import Glibc
import Testing

@testable import pdl_tui

/// Uses SIGUSR1, which nothing else in the test process handles.
@Suite(.serialized) struct `Signal sources` {
    @Test func `a signal right after the creation is delivered`() throws {
        for _ in 1...200 {
            let delivered = DispatchSemaphore(value: 0)
            let source = try SignalSource(SIGUSR1, on: DispatchQueue(label: "test")) {
                delivered.signal()
            }
            kill(getpid(), SIGUSR1)
            #expect(delivered.wait(timeout: .now() + 120) == .success)
            source.cancel()
        }
    }

    @Test func `a cancelled source restores the default action`() throws {
        func isDefault() -> Bool {
            var action = sigaction()
            sigaction(SIGUSR1, nil, &action)
            return action.__sigaction_handler.sa_handler == nil
        }
        let source = try SignalSource(SIGUSR1, on: DispatchQueue(label: "test")) {}
        #expect(!isDefault())
        source.cancel()
        #expect(isDefault())
    }

    @Test func `a process without descriptors is told why no signal can be handled`() async {
        await #expect(processExitsWith: .success) {
            while open("/dev/null", O_RDONLY) >= 0 {}
            do throws(DownloadError) {
                _ = try SignalSource(SIGUSR1, on: DispatchQueue(label: "test")) {}
                preconditionFailure()
            } catch {
                precondition(error.cause.hasPrefix("too many open files"))
            }
        }
    }

    @Test func `a signal keeps its descriptor, so that a late handler writes to no other file`()
        throws
    {
        let descriptor = pdl_count_signal(SIGUSR1)
        let source = try SignalSource(SIGUSR1, on: DispatchQueue(label: "test")) {}
        source.cancel()
        #expect(fcntl(descriptor, F_GETFD) >= 0)
        #expect(pdl_count_signal(SIGUSR1) == descriptor)
        pdl_restore_signal(SIGUSR1)
    }

    @Test func `a source that nothing refers to delivers signals until it is cancelled`() throws {
        let delivered = DispatchSemaphore(value: 0)
        func start() throws -> SignalSource {
            try SignalSource(SIGUSR1, on: DispatchQueue(label: "test")) { delivered.signal() }
        }
        weak let source = try start()
        for _ in 1...2 {
            kill(getpid(), SIGUSR1)
            #expect(delivered.wait(timeout: .now() + 120) == .success)
        }
        source?.cancel()
    }
}
