/// The arithmetic of lists that scroll.
enum Scrolling {
    /// Returns the first visible row nearest to `top` with which `row` is visible.
    static func top(from top: Int, showing row: Int, count: Int, height: Int) -> Int {
        guard height > 0 else { return 0 }
        return min(max(min(top, row), row - height + 1), max(0, count - height))
    }
}
