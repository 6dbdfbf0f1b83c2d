import DownloadCore

/// What lanes share: the blocks, the rate limit, and the list of those that need the engine.
final class LaneYard {
    /// The blocks.
    let pool: BlockPool
    /// Lanes that wait for the engine.
    private(set) var attention: [Lane] = []
    /// Lanes that got bytes since the last turn.
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

    /// Notes that bytes of a lane have come to count.
    func didMove(_ lane: Lane) {
        if moved.last !== lane { moved.append(lane) }
    }

    /// The lanes that got bytes; the list is empty afterwards.
    func takeMoved() -> [Lane] {
        let taken = moved
        moved = []
        return taken
    }

    /// The lanes that wait for the engine; the list is empty afterwards.
    func takeAttention() -> [Lane] {
        let taken = attention
        attention = []
        return taken
    }
}
