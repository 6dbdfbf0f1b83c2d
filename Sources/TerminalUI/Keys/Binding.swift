/// The keys of an action.
package struct Binding: Hashable, Sendable {
    /// The keys, any of which performs the action.
    package var keys: [Key]
    /// The action.
    package var action: Action
    /// The places where the keys apply.
    package var places: [Place]

    /// Creates a binding.
    package init(_ keys: [Key], _ action: Action, in places: [Place] = Place.allCases) {
        self.keys = keys
        self.action = action
        self.places = places
    }
}
