/// Where keys go.
package enum Place: Hashable, Sendable, CaseIterable {
    /// The list of downloads.
    case queue
    /// The pane below or beside it.
    case pane
}
