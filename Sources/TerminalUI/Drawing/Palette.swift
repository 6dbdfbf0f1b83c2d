/// A theme as the parameters of SGR sequences (ECMA-48 8.3.117) at a colour depth.
struct Palette: Sendable {
    private let inks: [[UInt8]]
    /// The inks in the steps of their gradients, with direct colours only.
    private let shaded: [[[UInt8]]]
    private let papers: [[UInt8]]
    /// The papers that are shown in reverse video; inks on them use the terminal's own colour.
    private let reversed: Set<Paper>
    /// Whether the missing part of a bar has no colour of its own and is dotted.
    private let isTrackBare: Bool

    init(theme: Theme, depth: ColorDepth) {
        inks = Ink.allCases.map { Array(Self.ink($0, theme, depth).utf8) }
        shaded =
            depth == .direct
            ? Ink.allCases.map { ink in
                (1...Style.shades).map { Array(Self.shade(ink, $0, theme).utf8) }
            } : []
        papers = Paper.allCases.map { Array(Self.paper($0, theme, depth).utf8) }
        reversed = depth == .none || depth == .sixteen ? [.selected, .chip, .alarm] : []
        isTrackBare = depth == .none || depth == .sixteen
    }

    /// Whether a cell belongs to the missing part of a bar and needs a dot to show it.
    func dots(_ cell: Cell) -> Bool {
        isTrackBare && cell.style.paper == .track && cell.code == 0x20
    }

    /// Returns the parameters that change a terminal from `old` (`nil` is unknown) to `new`.
    func codes(from old: Style?, to new: Style) -> [UInt8] {
        let isReversed = reversed.contains(new.paper)
        if let old, isReversed == reversed.contains(old.paper), old.isBold == new.isBold {
            var codes: [UInt8] = []
            if old.paper != new.paper { codes += papers[Int(new.paper.rawValue)] }
            if old.ink != new.ink || old.shade != new.shade, !isReversed {
                if !codes.isEmpty { codes.append(Self.semicolon) }
                codes += code(of: new)
            }
            if !codes.isEmpty { return codes }
        }
        var codes: [UInt8] = [0x30]
        if new.isBold { codes += [Self.semicolon, 0x31] }
        codes.append(Self.semicolon)
        codes += papers[Int(new.paper.rawValue)]
        if !isReversed { codes += [Self.semicolon] + code(of: new) }
        return codes
    }

    private func code(of style: Style) -> [UInt8] {
        let ink = Int(style.ink.rawValue)
        return style.shade > 0 && !shaded.isEmpty ? shaded[ink][Int(style.shade) - 1] : inks[ink]
    }

    /// Returns a step of the gradient from a bar's colour to that of its text.
    private static func shade(_ ink: Ink, _ step: Int, _ theme: Theme) -> String {
        guard let from = theme.inks[ink], let to = theme.inks[ink.words] else { return "39" }
        return sequence(from.mixed(with: to, Double(step - 1) / Double(Style.shades - 1)))
    }

    private static func sequence(_ color: Color) -> String {
        "38;2;\(color.red);\(color.green);\(color.blue)"
    }

    private static let semicolon = UInt8(ascii: ";")

    private static func ink(_ ink: Ink, _ theme: Theme, _ depth: ColorDepth) -> String {
        switch depth {
        case .none: return "39"
        case .sixteen: return basic(ink)
        case .indexed:
            // The bar of a state has the hue of its words.
            return theme.inks[ink]
                .map { "38;5;\(ink.words == ink ? $0.index256 : $0.hue256)" } ?? "39"
        case .direct:
            return theme.inks[ink].map(sequence) ?? "39"
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

    /// Returns one of the first eight colours, which every colour terminal has.
    private static func basic(_ ink: Ink) -> String {
        switch ink {
        case .text, .muted, .waiting, .inverse, .head, .rule, .waitingBar, .trackBar: "39"
        case .accent, .running, .graph, .runningBar, .heat2: "36"
        case .asking, .escape: "35"
        case .paused, .retrying, .pausedBar, .retryingBar, .heat0, .heat1: "33"
        case .failed, .failedBar: "31"
        case .checking, .done, .checkingBar, .doneBar, .heat3, .heat4: "32"
        }
    }
}
