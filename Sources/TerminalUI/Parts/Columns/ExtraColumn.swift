/// A column of the queue that wide terminals show, or the configuration chooses.
package enum ExtraColumn: String, Hashable, Sendable, CaseIterable {
    case marks, server, spark, average, added

    /// The least width of the queue for it, unless it is chosen.
    var leastWidth: Int {
        switch self {
        case .marks: 96
        case .spark: 110
        case .server: 140
        case .average: 176
        case .added: 216
        }
    }
}
