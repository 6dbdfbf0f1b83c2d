/// An area of the screen whose click performs an action.
struct ClickTarget {
    var area: Rect
    var action: Action
}

extension View {
    /// Returns the action of a click on a cell outside of rows, tabs and headings.
    static func action(atX x: Int, y: Int, of model: Model) -> Action? {
        View.drawn(model).targets.last { $0.area.contains(x: x, y: y) }?.action
    }
}
