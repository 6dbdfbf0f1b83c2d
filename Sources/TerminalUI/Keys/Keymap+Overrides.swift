extension Keymap {
    /// The problem with the keys in the configuration.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// The name of the action as written.
        package var action: String
        /// The name of the key as written, if a key is the problem.
        package var key: String?
        /// The problem in one line.
        package var description: String
    }

    /// Returns the table with other keys for some actions, as in `[keys]` of the configuration.
    ///
    /// A named action loses its default keys; one with an empty list cannot be reached by a key.
    /// The last key for help or quit cannot be removed.
    ///
    /// - Parameter overrides: The names of actions and of their keys, in the order of the file.
    /// - Returns: The new table.
    /// - Throws: `Problem` for an unknown action or key, and for a key that two actions would have
    ///   in the same place.
    package func applying(_ overrides: [(action: String, keys: [String])]) throws(Problem) -> Keymap
    {
        var bindings = self.bindings
        for (name, keyNames) in overrides {
            let shown = Self.shown(name)
            guard let action = Action(rawValue: name) else {
                throw Problem(
                    action: name,
                    description: "unknown action \(shown)\(Self.nearest(to: name))")
            }
            var keys: [Key] = []
            for keyName in keyNames {
                guard let key = Key(keyName) else {
                    throw Problem(
                        action: name, key: keyName,
                        description: "\(shown): \(Self.shown(keyName)) is not a key; write one "
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

    /// Returns a name for a message, in quotes if it would not be seen.
    private static func shown(_ name: String) -> String {
        name.allSatisfy(\.isWhitespace) ? "\"\(Text.visible(name))\"" : Text.visible(name)
    }

    /// Returns a suggestion for an unknown name.
    private static func nearest(to name: String) -> String {
        let words = name.lowercased().split { !$0.isLetter }
        let found = Action.allCases.first { action in
            words.contains { word in word.count > 2 && action.name.contains(word) }
        }
        return found.map { "; did you mean \($0.name)?" } ?? ""
    }
}
