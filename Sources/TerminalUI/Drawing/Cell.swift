/// One cell: a character and its style.
package struct Cell: Hashable, Sendable {
    /// A scalar's value, `continuation`, or with `clusterFlag` an index into the canvas's clusters.
    var code: UInt32
    /// The style of the character.
    package var style: Style

    /// The code of the right half of a wide character.
    static let continuation = UInt32.max
    /// The flag in codes that refer to a cluster.
    static let clusterFlag: UInt32 = 0x8000_0000
    /// An empty cell.
    static let blank = Cell(code: 0x20, style: .plain)

    /// Whether the code refers to a cluster.
    var isCluster: Bool { code & Cell.clusterFlag != 0 && code != Cell.continuation }
}
