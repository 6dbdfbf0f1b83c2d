/// A box on the screen in which a click does what a key does.
struct ClickTarget {
    var area: Rect
    var action: Action
}

extension View {
    /// What a click on a cell stands for, beside rows, tabs and headings.
    static func action(atX x: Int, y: Int, of model: Model) -> Action? {
        View.drawn(model).targets.last { $0.area.contains(x: x, y: y) }?.action
    }
}
