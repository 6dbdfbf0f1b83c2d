/// Which characters may stand in a label outside ASCII, and where (UTS 46 section 4.1).
enum DomainNameRules {
    /// Whether it is left out: hyphenation, variation selectors, blanks of no width.
    static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x34F, 0x180B...0x180D, 0x180F, 0x200B, 0x2060, 0x2064, 0xFE00...0xFE0F, 0xFEFF,
            0x1BCA0...0x1BCA3, 0xE0100...0xE01EF:
            true
        default: false
        }
    }

    /// Whether it may stand in a label as it is; mapped characters are not asked about.
    static func isValid(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200C, 0x200D: return true
        // Blanks in disguise, what stands for something with a dot in it, descriptions of characters.
        case 0x115F...0x1160, 0x17B4...0x17B5, 0x1806, 0x2024...0x2026, 0x2488...0x249B,
            0x2FF0...0x2FFF, 0x3164, 0x31EF, 0x33C2, 0x33C7, 0x33D8, 0xFE12, 0xFE19, 0xFE30, 0xFE52,
            0xFFA0, 0xFFFC...0xFFFD, 0x1F100, 0x2F868, 0x2F874, 0x2F91F, 0x2F95F, 0x2F9BF:
            return false
        default: break
        }
        if isIgnored(scalar) { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator,
            .lineSeparator, .paragraphSeparator:
            return false
        default: return true
        }
    }

    /// Whether it combines with what is before it.
    static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Whether joiners stand only where they change how letters look (RFC 5892, appendix A).
    static func hasJoinersInPlace(_ label: [Unicode.Scalar]) -> Bool {
        label.indices.allSatisfy { index in
            guard label[index] == "\u{200C}" || label[index] == "\u{200D}" else { return true }
            if index > 0, label[index - 1].properties.canonicalCombiningClass == .virama {
                return true
            }
            guard label[index] == "\u{200C}",
                let before = label[..<index].last(where: { !isTransparent($0) }),
                let after = label[(index + 1)...].first(where: { !isTransparent($0) })
            else { return false }
            return DomainNameTables.shared.joinsLeft(before)
                && DomainNameTables.shared.joinsRight(after)
        }
    }

    private static func isTransparent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
        default: false
        }
    }
}

/// How a character goes with text from right to left, as far as RFC 5893 tells them apart.
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
        // Punctuation and signs that go with either direction.
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

    /// Whether a name with it is one from right to left.
    var isRightToLeft: Bool { self == .right || self == .arabicNumber }

    /// Whether a label may stand in a name from right to left (RFC 5893 section 2).
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
