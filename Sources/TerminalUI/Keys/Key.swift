/// A key.
package enum Key: Hashable, Sendable {
    /// A typed character.
    case character(Character)
    /// Ctrl with a letter, in lower case.
    case control(Character)
    case up, down, left, right, home, end, pageUp, pageDown
    case tab, backTab, enter, escape, backspace, delete, insert
    /// A function key, from 1.
    case function(Int)

    private static let names: [(name: String, key: Key)] = [
        ("Space", .character(" ")), ("↑", .up), ("↓", .down), ("←", .left), ("→", .right),
        ("Home", .home), ("End", .end), ("PgUp", .pageUp), ("PgDn", .pageDown), ("Tab", .tab),
        ("Shift-Tab", .backTab), ("Enter", .enter), ("Esc", .escape), ("Backspace", .backspace),
        ("Del", .delete), ("Ins", .insert),
    ]

    private static let plainNames: [(name: String, key: Key)] = [
        ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right),
    ]

    /// Its name on the screen and in `config.toml`: `p`, `Space`, `Ctrl-L`, `F5`, `↓`.
    package var name: String {
        switch self {
        case .character(let character) where character != " ": String(character)
        case .control(let letter): "Ctrl-" + letter.uppercased()
        case .function(let number): "F\(number)"
        default: Self.names.first { $0.key == self }?.name ?? ""
        }
    }

    /// Its name in ASCII: `Down` for `↓`.
    package var asciiName: String { Self.plainNames.first { $0.key == self }?.name ?? name }

    /// The keys that terminals send as Ctrl with a letter.
    private static let asControl: [Character: Key] = ["h": .backspace, "i": .tab, "m": .enter]

    /// Reads the name of a key in `config.toml`; case matters for letters only.
    package init?(_ name: String) {
        if name.count == 1, let character = name.first, character != " ", character.isASCII {
            self = .character(character)
            return
        }
        let lower = name.lowercased()
        let known = Self.names + Self.plainNames
        if let found = known.first(where: { $0.name.lowercased() == lower }) {
            self = found.key
        } else if lower.hasPrefix("ctrl-"), lower.count == 6, let letter = lower.last,
            letter.isASCII, letter.isLetter
        {
            self = Self.asControl[letter] ?? .control(letter)
        } else if lower.hasPrefix("f"), let number = Int(lower.dropFirst()),
            (1...12).contains(number)
        {
            self = .function(number)
        } else {
            return nil
        }
    }
}
