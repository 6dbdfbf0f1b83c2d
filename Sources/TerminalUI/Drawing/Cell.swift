/// One cell: a character and how it looks.
package struct Cell: Hashable, Sendable {
    /// A scalar's value, `continuation`, or with `clusterFlag` an index into the canvas's clusters.
    var code: UInt32
    /// How it looks.
    package var style: Style

    /// The code of the right half of a wide character.
    static let continuation = UInt32.max
    /// Set in codes that name a cluster.
    static let clusterFlag: UInt32 = 0x8000_0000
    /// An empty cell.
    static let blank = Cell(code: 0x20, style: .plain)

    /// Whether the code names a cluster.
    var isCluster: Bool { code & Cell.clusterFlag != 0 && code != Cell.continuation }
}
