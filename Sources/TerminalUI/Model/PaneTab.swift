/// The tabs of the pane.
package enum PaneTab: Int, Sendable, CaseIterable {
    case fragments, info, log, speed, heat

    /// Its title.
    package var title: String { "\(self)" }

    /// Whether it lists fragments, of which one is selected.
    var listsFragments: Bool { self == .fragments || self == .heat }
}
