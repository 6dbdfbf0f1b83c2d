/// The place that receives keys.
package enum Place: Hashable, Sendable, CaseIterable {
    /// The list of downloads.
    case queue
    /// The pane below or next to it.
    case pane
}
