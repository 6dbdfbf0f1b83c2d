/// The rules for non-ASCII characters in a label (UTS 46 section 4.1).
enum DomainNameRules {
    /// Whether a character is ignored: soft hyphens, variation selectors, zero-width spaces.
    static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x34F, 0x180B...0x180D, 0x180F, 0x200B, 0x2060, 0x2064, 0xFE00...0xFE0F, 0xFEFF,
            0x1BCA0...0x1BCA3, 0xE0100...0xE01EF:
            true
        default: false
        }
    }

    /// Whether a character without a mapping is valid in a label.
    static func isValid(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200C, 0x200D: return true
        // Invisible fillers, characters that stand for text with a dot, ideographic description
        // characters, and others that UTS 46 disallows.
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

    /// Whether a character combines with the preceding one.
    static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Whether joiners occur only where they change the shape of letters (RFC 5892 appendix A).
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
