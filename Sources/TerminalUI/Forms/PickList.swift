import DownloadCore

/// A list with a search field.
struct PickList: Hashable, Sendable {
    /// The search text.
    var field = TextField()
    /// The index of the selected entry.
    private(set) var picked = 0
    /// The first visible line.
    var top = 0

    /// Handles a key that moves the selection or edits the search.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - count: The number of entries.
    ///   - page: The number of visible lines.
    /// - Returns: Whether it handled the key.
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

    /// Selects the entry nearest to `index`.
    mutating func pick(_ index: Int, of count: Int) {
        picked = min(max(0, index), max(0, count - 1))
    }

    /// Resets the selection and scrolls to the top.
    mutating func restart() { (picked, top) = (0, 0) }

    /// Scrolls the line of the selected entry into view, with the lines above that belong to it.
    mutating func scroll(to line: Int, from first: Int, count: Int, height: Int) {
        let latest = max(0, count - height)
        if first < top { top = first }
        if line >= top + height { top = line - height + 1 }
        top = min(max(0, top), latest)
    }
}
