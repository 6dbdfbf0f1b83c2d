/// Allocates the columns of a box from right to left; the flexible column gets the rest.
struct ColumnsFromRight {
    /// The right end of the remaining space.
    private(set) var right: Int

    /// Creates an allocator that keeps the last cell free for the scroll mark.
    init(_ box: Rect) {
        right = box.right - 1
    }

    /// Allocates the next column, with `gap` free cells to its left.
    mutating func place(_ width: Int, gap: Int) -> Column {
        right -= width
        defer { right -= gap }
        return Column(x: right, width: width)
    }
}
