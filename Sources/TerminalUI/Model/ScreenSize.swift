/// The size of the terminal in cells.
package struct ScreenSize: Hashable, Sendable {
    /// The number of columns.
    package private(set) var columns: Int
    /// The number of rows.
    package private(set) var rows: Int

    /// Creates a size; negative numbers become zero.
    init(columns: Int, rows: Int) {
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }
}
