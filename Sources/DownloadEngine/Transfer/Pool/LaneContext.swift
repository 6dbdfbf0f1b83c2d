import DownloadCore

/// What lanes share: the blocks, the rate limit, and the lists of those that need the engine.
final class LaneContext {
    /// The blocks.
    let pool: BlockPool
    /// Lanes that need the engine's attention.
    private(set) var attention: [Lane] = []
    /// Lanes that received bytes since the last turn.
    private(set) var moved: [Lane] = []
    /// The bytes that may be read now, by limit.
    var limiter = Limiter()

    init(pool: BlockPool) {
        self.pool = pool
    }

    func needsAttention(_ lane: Lane) {
        if attention.last !== lane { attention.append(lane) }
    }

    func mayRead(_ lane: Lane) -> Bool {
        limiter.mayRead(lane.download)
    }

    func didRead(_ count: Int, _ lane: Lane) {
        limiter.didRead(count, lane.download)
        didMove(lane)
    }

    /// Records that a lane has advanced.
    func didMove(_ lane: Lane) {
        if moved.last !== lane { moved.append(lane) }
    }

    /// Returns the lanes that received bytes, and empties the list.
    func takeMoved() -> [Lane] {
        let taken = moved
        moved = []
        return taken
    }

    /// Returns the lanes that need the engine, and empties the list.
    func takeAttention() -> [Lane] {
        let taken = attention
        attention = []
        return taken
    }
}
