/// Searches actions by their words, their synonyms, and letters in order.
enum CommandSearch {
    /// Returns the matching actions, best first; all in the order of the table for an empty search.
    static func actions(matching text: String, in keymap: Keymap) -> [Action] {
        let words = text.lowercased().split(separator: " ").map { Array($0.utf8) }
        let all = Action.Group.allCases.flatMap { group in
            Action.allCases.filter { $0.group == group }
        }
        guard !words.isEmpty else { return all }
        let scored = all.enumerated().compactMap { place, action -> (Int, Int, Action)? in
            score(of: action, for: words, keymap).map { ($0, place, action) }
        }
        return scored.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    /// Returns how well an action matches all words, 0 best; `nil` when one does not match.
    private static func score(
        of action: Action, for words: [[UInt8]], _ keymap: Keymap
    ) -> Int? {
        let title = tokens(action.title + " " + action.name)
        let rest = tokens(action.help + " " + action.row.synonyms)
        let keys = keymap.keys(for: action).map { Array($0.asciiName.lowercased().utf8) }
        var sum = 0
        for word in words {
            if word.count > 1, keys.contains(word) {
                sum += 0
            } else if title.contains(word) {
                sum += 1
            } else if title.contains(where: { $0.starts(with: word) }) {
                sum += 2
            } else if rest.contains(word) {
                sum += 3
            } else if rest.contains(where: { $0.starts(with: word) }) {
                sum += 4
            } else if word.count > 2, isSubsequence(word, of: Array(action.title.lowercased().utf8))
            {
                sum += 6
            } else {
                return nil
            }
        }
        return sum
    }

    private static func tokens(_ text: String) -> [[UInt8]] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { Array($0.utf8) }
    }

    /// Whether the letters of `word` occur in `text` in order.
    private static func isSubsequence(_ word: [UInt8], of text: [UInt8]) -> Bool {
        var rest = word[...]
        for byte in text where byte == rest.first { rest.removeFirst() }
        return rest.isEmpty
    }
}
