/// A column: where it begins and how wide it is; of no width when it is not shown.
struct Column {
    var x = 0
    var width = 0
    /// The column after it.
    var end: Int { x + width }
}
