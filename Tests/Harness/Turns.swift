/// Limits how many tests use the machine at the same time, so that each meets its deadlines.
package actor Turns {
    /// The limit shared by all tests that start processes.
    package static let shared = Turns(count: 6)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Creates a limit of `count` concurrent tests.
    package init(count: Int) { free = count }

    /// Runs `work` as soon as the limit permits.
    package nonisolated func take<Result: Sendable>(
        _ work: () async throws -> Result
    ) async throws -> Result {
        await begin()
        do {
            let result = try await work()
            await end()
            return result
        } catch {
            await end()
            throw error
        }
    }

    private func begin() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func end() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
