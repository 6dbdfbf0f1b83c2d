/// A theme as the numbers of SGR sequences (ECMA-48 8.3.117) for a terminal's depth.
struct Palette: Sendable {
    private let inks: [[UInt8]]
    private let papers: [[UInt8]]
    /// Papers that are shown by swapping the colours; inks on them keep the terminal's own.
    private let reversed: Set<Paper>
    /// Whether what is missing of a bar has no colour of its own, and is dotted.
    private let isTrackBare: Bool
    /// Whether lines in the screen's own colour are left out, because that colour is not known.
    private let hasNoGap: Bool

    init(theme: Theme, depth: ColorDepth) {
        inks = Ink.allCases.map { Array(Self.ink($0, theme, depth).utf8) }
        papers = Paper.allCases.map { Array(Self.paper($0, theme, depth).utf8) }
        reversed = depth == .none || depth == .sixteen ? [.selected, .chip, .alarm] : []
        isTrackBare = depth == .none || depth == .sixteen
        hasNoGap = depth == .none || depth == .sixteen || theme.papers[.base] == nil
    }

    /// Whether characters in this ink are not to be seen.
    func hides(_ ink: Ink) -> Bool { ink == .gap && hasNoGap }

    /// Whether a cell is a part of a bar that is missing, where only a dot shows that.
    func dots(_ cell: Cell) -> Bool {
        isTrackBare && cell.style.paper == .track && (cell.code == 0x20 || hides(cell.style.ink))
    }

    /// The numbers that change a terminal from `old` (`nil`: not known) to `new`.
    func codes(from old: Style?, to new: Style) -> [UInt8] {
        let isReversed = reversed.contains(new.paper)
        if let old, isReversed == reversed.contains(old.paper), old.isBold == new.isBold {
            var codes: [UInt8] = []
            if old.paper != new.paper { codes += papers[Int(new.paper.rawValue)] }
            if old.ink != new.ink, !isReversed {
                if !codes.isEmpty { codes.append(Self.semicolon) }
                codes += inks[Int(new.ink.rawValue)]
            }
            if !codes.isEmpty { return codes }
        }
        var codes: [UInt8] = [0x30]
        if new.isBold { codes += [Self.semicolon, 0x31] }
        codes.append(Self.semicolon)
        codes += papers[Int(new.paper.rawValue)]
        if !isReversed { codes += [Self.semicolon] + inks[Int(new.ink.rawValue)] }
        return codes
    }

    private static let semicolon = UInt8(ascii: ";")

    private static func ink(_ ink: Ink, _ theme: Theme, _ depth: ColorDepth) -> String {
        switch depth {
        case .none: return "39"
        case .sixteen: return basic(ink)
        case .indexed: return theme.inks[ink].map { "38;5;\($0.index256)" } ?? "39"
        case .direct:
            return theme.inks[ink].map { "38;2;\($0.red);\($0.green);\($0.blue)" } ?? "39"
        }
    }

    private static func paper(_ paper: Paper, _ theme: Theme, _ depth: ColorDepth) -> String {
        switch depth {
        case .none, .sixteen:
            switch paper {
            case .selected, .chip, .alarm: return "24;49;7"
            case .field, .resting: return "27;49;4"
            default: return "24;27;49"
            }
        case .indexed: return theme.papers[paper].map { "48;5;\($0.index256)" } ?? "49"
        case .direct:
            return theme.papers[paper].map { "48;2;\($0.red);\($0.green);\($0.blue)" } ?? "49"
        }
    }

    /// One of the first eight colours, which every terminal with colours has.
    private static func basic(_ ink: Ink) -> String {
        switch ink {
        case .text, .muted, .waiting, .inverse, .head, .gap, .rule, .waitingBar: "39"
        case .accent, .running, .graph, .runningBar: "36"
        case .asking, .escape: "35"
        case .paused, .retrying, .pausedBar, .retryingBar: "33"
        case .failed, .failedBar: "31"
        case .checking, .done, .checkingBar, .doneBar: "32"
        }
    }
}
