import DownloadCore
import DownloadEngine
import Synchronization
import Testing

@testable import pdl_tui

/// A clock that the test advances.
private actor FakeDay {
    private nonisolated let now: Mutex<Int>
    private var waiter: (minute: Int, continuation: CheckedContinuation<Void, Never>)?

    init(minute: Int) { now = Mutex(minute) }

    nonisolated var clock: DayClock {
        DayClock(minute: { self.now.withLock { $0 } }, wait: { await self.wait(for: $0) })
    }

    private func wait(for minute: Int) async {
        await withCheckedContinuation { waiter = (minute, $0) }
    }

    /// Sets the clock once the previous minute has been handled, and returns the minute that was
    /// waited for.
    @discardableResult
    func turn(to minute: Int) async -> Int {
        while true {
            if let waiter {
                self.waiter = nil
                now.withLock { $0 = minute }
                waiter.continuation.resume()
                return waiter.minute
            }
            await Task.yield()
        }
    }

    /// Ends the wait for the next minute.
    func end(_ task: Task<Void, Never>) async {
        while waiter == nil { await Task.yield() }
        task.cancel()
        waiter?.continuation.resume()
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
        /// The limit at a minute, when that of the one before has been set.
        func limit(at minute: Int) async -> Int64? {
            for _ in 1...2 { await day.turn(to: minute) }
            var snapshots = engine.snapshots().makeAsyncIterator()
            return await snapshots.next()?.limit
        }
        // A clock that was set back wakes it early.
        #expect(await day.turn(to: 7 * 60) == 8 * 60)
        #expect(await limit(at: 8 * 60) == 2_000)
        await engine.perform(.limitAll(bytesPerSecond: 5))
        #expect(await limit(at: 17 * 60 + 59) == 5)
        #expect(await day.turn(to: 18 * 60) == 18 * 60)
        #expect(await limit(at: 18 * 60) == nil)
        #expect(await limit(at: 20 * 60) == 7_000)
        await day.end(keeping)
        await keeping.value
        await engine.shutdown()
    }

    @Test func `the next change of the limit is known`() {
        var settings = Settings()
        #expect(settings.nextLimitChange(after: 5) == nil)
        settings.schedule = [
            ScheduledLimit(from: 22 * 60, to: 6 * 60, rate: nil),
            ScheduledLimit(from: 8 * 60, to: 18 * 60, rate: 2_000),
            ScheduledLimit(from: 18 * 60, to: 19 * 60, rate: 2_000),
        ]
        // Without a limit of its own, the night changes nothing.
        #expect(settings.nextLimitChange(after: 0) == 8 * 60)
        #expect(settings.nextLimitChange(after: 8 * 60) == 19 * 60)
        #expect(settings.nextLimitChange(after: 19 * 60) == 8 * 60)
        settings.limit = 7
        #expect(settings.nextLimitChange(after: 0) == 6 * 60)
        #expect(settings.nextLimitChange(after: 23 * 60) == 6 * 60)
        settings.schedule = [ScheduledLimit(from: 9 * 60, to: 9 * 60, rate: 2_000)]
        #expect(settings.nextLimitChange(after: 0) == nil)
    }
}
