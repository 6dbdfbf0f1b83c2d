/// Some keys that do one thing.
package struct Binding: Hashable, Sendable {
    /// Any of these.
    package var keys: [Key]
    /// Does this.
    package var action: Action
    /// In these places.
    package var places: [Place]

    /// Creates a binding.
    package init(_ keys: [Key], _ action: Action, in places: [Place] = Place.allCases) {
        self.keys = keys
        self.action = action
        self.places = places
    }
}
