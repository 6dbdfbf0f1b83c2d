extension Keymap {
    /// What is wrong with the keys in the configuration.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// The action's name as it was written.
        package var action: String
        /// The key as it was written, when a key is what is wrong.
        package var key: String?
        /// One line, in words.
        package var description: String
    }

    /// The table with other keys for some actions, as `[keys]` in the configuration has them.
    ///
    /// An action that is named loses its own keys; one that is given no key cannot be reached by a
    /// key. The last key for help or quit cannot be taken away.
    ///
    /// - Parameter overrides: An action's name and the keys that are to do it, in the order of the file.
    /// - Returns: The new table.
    /// - Throws: `Problem` for an unknown action or key, and for a key that two actions would have in
    ///   the same place.
    package func applying(_ overrides: [(action: String, keys: [String])]) throws(Problem) -> Keymap
    {
        var bindings = self.bindings
        for (name, keyNames) in overrides {
            let shown = Text.visible(name)
            guard let action = Action(rawValue: name) else {
                throw Problem(
                    action: name,
                    description: "no action is called \(shown)\(Self.nearest(to: name))")
            }
            var keys: [Key] = []
            for keyName in keyNames {
                guard let key = Key(keyName) else {
                    throw Problem(
                        action: name, key: keyName,
                        description: "\(shown): \(Text.visible(keyName)) is not a key; write one "
                            + "character, Space, Enter, Esc, Tab, Up, PgDn, Del, F5 or Ctrl-X")
                }
                if !keys.contains(key) { keys.append(key) }
            }
            if keys.isEmpty, action == .quit || action == .help {
                throw Problem(action: name, description: "\(shown) needs a key")
            }
            for index in bindings.indices where bindings[index].action == action {
                bindings[index].keys = keys
            }
        }
        try Self.checkClashes(bindings)
        return Keymap(bindings)
    }

    private static func checkClashes(_ bindings: [Binding]) throws(Problem) {
        for place in Place.allCases {
            var owners: [Key: Action] = [:]
            for binding in bindings where binding.places.contains(place) {
                for key in binding.keys {
                    if let owner = owners[key], owner != binding.action {
                        throw Problem(
                            action: binding.action.name, key: key.name,
                            description: "\(key.asciiName) is given to both \(owner.name) and "
                                + binding.action.name)
                    }
                    owners[key] = binding.action
                }
            }
        }
    }

    /// A guess at what was meant.
    private static func nearest(to name: String) -> String {
        let words = name.lowercased().split { !$0.isLetter }
        let found = Action.allCases.first { action in
            words.contains { word in word.count > 2 && action.name.contains(word) }
        }
        return found.map { "; did you mean \($0.name)?" } ?? ""
    }
}
