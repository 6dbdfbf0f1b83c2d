/// The colours of the screen by their meaning.
package struct Theme: Hashable, Sendable {
    /// Its name in the configuration.
    package var name: String
    /// The colour of each ink.
    package var inks: [Ink: Color]
    /// The colour of each paper; a missing one is the terminal's own.
    package var papers: [Paper: Color]

    /// The problem with a theme in the configuration.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// The invalid key.
        package var key: String
        /// The problem in one line.
        package var description: String
    }

    /// Creates a theme from `base` with some colours changed, as in `[theme.NAME]`.
    ///
    /// - Parameters:
    ///   - name: The name of the theme.
    ///   - base: The theme for all other colours.
    ///   - colours: The name of an ink or paper, and `#rrggbb` or, for a paper with the terminal's
    ///     own colour, `none`.
    /// - Throws: `Problem` for an unknown name and for an invalid colour.
    package init(name: String, base: Theme, colours: [(key: String, value: String)]) throws(Problem)
    {
        self = base
        self.name = name
        for (key, value) in colours {
            let ink = Ink.allCases.first { $0.name == key }
            let paper = Paper.allCases.first { $0.name == key }
            if let paper, value == "none" {
                papers[paper] = nil
                continue
            }
            guard ink != nil || paper != nil || Self.retired.contains(key) else {
                let known = Ink.allCases.map(\.name) + Paper.allCases.map(\.name)
                throw Problem(
                    key: key,
                    description: "unknown colour \"\(Text.visible(key))\"; use one of "
                        + known.joined(separator: ", "))
            }
            guard let color = Color(hex: value) else {
                throw Problem(
                    key: key,
                    description: "\(Text.visible(value)) is not a colour; write #rrggbb"
                        + (paper == nil ? "" : " or none"))
            }
            if let ink { inks[ink] = color }
            if let paper { papers[paper] = color }
        }
        if !colours.contains(where: { $0.key.hasPrefix("heat") }) { deriveHeat() }
    }

    /// The names of colours that nothing is drawn in any more; themes may still set them.
    private static let retired: Set = ["gap"]

    init(name: String, inks: [Ink: UInt32], papers: [Paper: UInt32]) {
        self.name = name
        self.inks = inks.mapValues { Color($0) }
        self.papers = papers.mapValues { Color($0) }
        deriveHeat()
    }

    /// Derives the heat inks from the colours of retries, downloads and checks.
    private mutating func deriveHeat() {
        guard let slow = inks[.retryingBar], let usual = inks[.runningBar],
            let fast = inks[.checking]
        else { return }
        let steps = [
            slow, slow.mixed(with: usual, 0.5), usual, usual.mixed(with: fast, 0.5), fast,
        ]
        for (ink, color) in zip(Ink.heat, steps) { inks[ink] = color }
    }

    /// Light text on a dark screen.
    package static let dark = Theme(
        name: "dark", inks: builtInInks.mapValues(\.dark), papers: builtInPapers.mapValues(\.dark))

    /// Dark text on a light screen.
    package static let light = Theme(
        name: "light", inks: builtInInks.mapValues(\.light),
        papers: builtInPapers.mapValues(\.light))

    private static let builtInInks: [Ink: (dark: UInt32, light: UInt32)] = [
        .text: (0xD9DEE9, 0x232A36), .muted: (0x9CA5B8, 0x535D6E), .accent: (0x8FB8FF, 0x1D55AE),
        .waiting: (0x9CA5B8, 0x535D6E), .asking: (0xC3A6FF, 0x5A2FA8),
        .running: (0x66B8FF, 0x0A5BB0), .paused: (0xE3C878, 0x705200),
        .retrying: (0xFFAE66, 0x964700), .failed: (0xFF8B93, 0xB01028),
        .checking: (0x62D4C8, 0x00635C), .done: (0x95D582, 0x256A1C),
        .escape: (0xF2A6D8, 0xA0206E), .inverse: (0x10131A, 0xFFFFFF),
        .rule: (0x3B4354, 0xBCC4D2), .head: (0xE6F3FF, 0x06264D),
        .graph: (0x4A90D9, 0x4C92DF), .trackBar: (0x3A4356, 0xC2CAD6),
        .waitingBar: (0x4A5264, 0xA3ABBA),
        .runningBar: (0x4188D4, 0x5C9FE6), .pausedBar: (0x9A8545, 0xCDB25E),
        .retryingBar: (0xC07A3A, 0xE39A56), .failedBar: (0xB9505E, 0xDB6472),
        .checkingBar: (0x3C9C92, 0x4FB5AA), .doneBar: (0x35633A, 0x9CCB94),
    ]

    private static let builtInPapers: [Paper: (dark: UInt32, light: UInt32)] = [
        .base: (0x12151C, 0xFAFAF8), .raised: (0x1B202B, 0xEDEFF3),
        .selected: (0x2A3549, 0xE0EAF6), .resting: (0x202634, 0xEAEDF2),
        .marked: (0x2F2A45, 0xE9E0F6), .field: (0x0C0E13, 0xFFFFFF), .track: (0x272D3B, 0xD9DEE7),
        .chip: (0x8FB8FF, 0x1D55AE), .alarm: (0xFF8B93, 0xB01028),
    ]
}
