import DownloadCore
import DownloadEngine
import Synchronization
import Testing

@testable import pdl_tui

/// A clock that the test advances.
private actor FakeDay {
    private nonisolated let now: Mutex<Int>
    private var waiter: CheckedContinuation<Void, Never>?

    init(minute: Int) { now = Mutex(minute) }

    nonisolated var clock: DayClock {
        DayClock(
            minute: { self.now.withLock { $0 } }, nextMinute: { await self.waitForTurn() })
    }

    private func waitForTurn() async {
        await withCheckedContinuation { waiter = $0 }
    }

    /// Starts the next minute once the previous one has been handled.
    func turn(to minute: Int) async {
        while waiter == nil { await Task.yield() }
        now.withLock { $0 = minute }
        waiter?.resume()
        waiter = nil
    }

    /// Ends the wait for the next minute.
    func end(_ task: Task<Void, Never>) async {
        while waiter == nil { await Task.yield() }
        task.cancel()
        waiter?.resume()
        waiter = nil
    }
}

struct LimitScheduleTests {
    @Test(.timeLimit(.minutes(3)))
    func `the schedule changes the limit, and a manual limit holds until then`()
        async throws
    {
        var settings = Settings()
        settings.limit = 7_000
        settings.schedule = [
            ScheduledLimit(from: 8 * 60, to: 18 * 60, rate: 2_000),
            ScheduledLimit(from: 18 * 60, to: 20 * 60, rate: nil),
        ]
        var configuration = EngineConfiguration()
        configuration.limit = settings.limit(at: 7 * 60 + 58)
        let engine = try await Engine.start(configuration)
        let day = FakeDay(minute: 7 * 60 + 58)
        let keeping = Task { [settings] in
            await keepLimitSchedule(of: settings, in: engine, clock: day.clock)
        }
        /// The limit after the previous minute has been handled.
        func limit(after minutes: Int...) async -> Int64? {
            for minute in minutes + minutes.suffix(1) { await day.turn(to: minute) }
            var snapshots = engine.snapshots().makeAsyncIterator()
            return await snapshots.next()?.limit
        }
        #expect(await limit(after: 7 * 60 + 59) == 7_000)
        #expect(await limit(after: 8 * 60) == 2_000)
        await engine.perform(.limitAll(bytesPerSecond: 5))
        #expect(await limit(after: 8 * 60 + 1, 17 * 60 + 59) == 5)
        #expect(await limit(after: 18 * 60) == nil)
        #expect(await limit(after: 20 * 60, 0) == 7_000)
        await day.end(keeping)
        await keeping.value
        await engine.shutdown()
    }
}
