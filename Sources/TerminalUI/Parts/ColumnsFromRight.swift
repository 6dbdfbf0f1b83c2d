/// Hands out the columns of a box from its right side to the left; the rest is for what grows.
struct ColumnsFromRight {
    /// Where the room that is left ends.
    private(set) var right: Int

    /// The last cell of the box stays free, for the mark of scrolling.
    init(_ box: Rect) {
        right = box.right - 1
    }

    /// The next column, with so many free cells at its left.
    mutating func place(_ width: Int, gap: Int) -> Column {
        right -= width
        defer { right -= gap }
        return Column(x: right, width: width)
    }
}
