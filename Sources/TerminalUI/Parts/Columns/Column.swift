/// The start and width of a column; of width 0 when it is hidden.
struct Column {
    var x = 0
    var width = 0
    /// The column after it.
    var end: Int { x + width }
}
