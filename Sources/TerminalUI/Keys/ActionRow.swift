/// The description of an action: one row of the table.
struct ActionRow: Sendable {
    /// The heading of the help that lists it.
    let group: Action.Group
    /// Its title in the hint line, one or two words.
    let title: String
    /// Its description in one line.
    let help: String
    /// Other words by which the command list finds it.
    let synonyms: String
    /// The condition for its use.
    let availability: Availability
    /// Performs it and returns the effects.
    let perform: @Sendable (inout Model) -> [Effect]

    /// Creates the row of an action with effects.
    init(
        _ group: Action.Group, _ title: String, _ help: String, synonyms: String = "",
        if availability: Availability = .always,
        asks perform: @escaping @Sendable (inout Model) -> [Effect]
    ) {
        self.group = group
        self.title = title
        self.help = help
        self.synonyms = synonyms
        self.availability = availability
        self.perform = perform
    }

    /// Creates the row of an action that changes only the view.
    init(
        _ group: Action.Group, _ title: String, _ help: String, synonyms: String = "",
        if availability: Availability = .always,
        changes change: @escaping @Sendable (inout Model) -> Void
    ) {
        self.init(group, title, help, synonyms: synonyms, if: availability) { model in
            change(&model)
            return []
        }
    }
}
