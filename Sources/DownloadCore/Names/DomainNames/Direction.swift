/// The bidirectional class of a character, as far as RFC 5893 distinguishes them.
enum Direction {
    case left, right, arabicNumber, number, mark, neutral

    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x30...0x39, 0x6F0...0x6F9, 0x102E1...0x102FB: self = .number
        case 0x660...0x669, 0x66B...0x66C, 0x10D30...0x10D39, 0x10E60...0x10E7E:
            self = .arabicNumber
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark: self = .mark
            case _ where Self.isOfRightToLeftScript(scalar.value): self = .right
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter, .spacingMark, .decimalNumber, .letterNumber:
                self = .left
            default: self = .neutral
            }
        }
    }

    private static func isOfRightToLeftScript(_ value: UInt32) -> Bool {
        switch value {
        // Punctuation and signs that are neutral.
        case 0x606...0x607, 0x609...0x60A, 0x60C, 0x60E...0x60F, 0x66A, 0x6DE, 0x6E9,
            0x7F6...0x7F9, 0xFD3E...0xFD4F, 0xFDCF, 0xFDFD...0xFDFF, 0x1091F, 0x10B39...0x10B3F,
            0x10D6E, 0x10E8E...0x10E8F, 0x1EEF0...0x1EEF1:
            false
        case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF,
            0x1E800...0x1EFFF:
            true
        default: false
        }
    }

    /// Whether this class makes a name a Bidi domain name.
    var isRightToLeft: Bool { self == .right || self == .arabicNumber }

    /// Whether a label is valid in a Bidi domain name (RFC 5893 section 2).
    static func isAllowed(_ label: [Unicode.Scalar]) -> Bool {
        let directions = label.map { Direction($0) }
        guard let first = directions.first,
            let last = directions.last(where: { $0 != .mark })
        else { return true }
        switch first {
        case .right:
            return !directions.contains(.left) && [.right, .number, .arabicNumber].contains(last)
                && !(directions.contains(.number) && directions.contains(.arabicNumber))
        case .left:
            return !directions.contains(where: \.isRightToLeft) && [.left, .number].contains(last)
        default: return false
        }
    }
}
