/// What there is to say about an action: one row of the table.
struct ActionRow: Sendable {
    /// The heading of the help under which it is listed.
    let group: Action.Group
    /// One or two words for the hint line.
    let title: String
    /// What it does, in a line.
    let help: String
    /// Other words by which the command list finds it.
    let synonyms: String
    /// When it is possible.
    let availability: Availability
    /// Does it; what it asks of the world is returned.
    let perform: @Sendable (inout Model) -> [Effect]

    /// Creates the row of an action that may ask something of the world.
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
