import Dispatch
import Glibc
import Testing

@testable import pdl_tui

/// Uses SIGUSR1, which nothing else in the test process handles.
@Suite(.serialized) struct `Signal sources` {
    @Test func `a signal right after the creation is delivered`() {
        for _ in 1...200 {
            let delivered = DispatchSemaphore(value: 0)
            let source = SignalSource(SIGUSR1, on: DispatchQueue(label: "test")) {
                delivered.signal()
            }
            kill(getpid(), SIGUSR1)
            #expect(delivered.wait(timeout: .now() + 30) == .success)
            source.cancel()
        }
    }

    @Test func `a cancelled source restores the default action, except for a later source's`() {
        func action() -> sigaction {
            var action = sigaction()
            sigaction(SIGUSR1, nil, &action)
            return action
        }
        func isDefault() -> Bool { action().__sigaction_handler.sa_handler == nil }
        let queue = DispatchQueue(label: "test")
        let first = SignalSource(SIGUSR1, on: queue) {}
        let second = SignalSource(SIGUSR1, on: queue) {}
        first.cancel()
        #expect(!isDefault())
        second.cancel()
        #expect(isDefault())
    }

    @Test func `a source that nothing refers to delivers signals until it is cancelled`() {
        let delivered = DispatchSemaphore(value: 0)
        func start() -> SignalSource {
            SignalSource(SIGUSR1, on: DispatchQueue(label: "test")) { delivered.signal() }
        }
        weak let source = start()
        for _ in 1...2 {
            kill(getpid(), SIGUSR1)
            #expect(delivered.wait(timeout: .now() + 30) == .success)
        }
        source?.cancel()
    }
}
