import DownloadCore

/// A list in which something is searched and picked.
struct PickList: Hashable, Sendable {
    /// What is searched.
    var field = TextField()
    /// The picked entry.
    private(set) var picked = 0
    /// The first line that is drawn.
    var top = 0

    /// Takes a key that moves or edits the search.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - count: The number of entries.
    ///   - page: The lines on the screen.
    /// - Returns: Whether it took the key.
    mutating func handle(_ key: Key, count: Int, page: Int) -> Bool {
        switch key {
        case .down, .control("n"): pick(picked + 1, of: count)
        case .up, .control("p"): pick(picked - 1, of: count)
        case .pageDown, .control("f"): pick(picked + page, of: count)
        case .pageUp, .control("b"): pick(picked - page, of: count)
        case .home: pick(0, of: count)
        case .end: pick(count - 1, of: count)
        default:
            guard field.handle(key) else { return false }
            (picked, top) = (0, 0)
        }
        return true
    }

    /// Picks the entry nearest to `index`.
    mutating func pick(_ index: Int, of count: Int) {
        picked = min(max(0, index), max(0, count - 1))
    }

    /// Starts the list from its beginning.
    mutating func restart() { (picked, top) = (0, 0) }

    /// Scrolls so that the line of the picked entry is seen, and the lines above it that belong to it.
    mutating func scroll(to line: Int, from first: Int, count: Int, height: Int) {
        let latest = max(0, count - height)
        if first < top { top = first }
        if line >= top + height { top = line - height + 1 }
        top = min(max(0, top), latest)
    }
}
