/// The effect of a scalar outside printable ASCII on a line of cells.
enum ScalarClass {
    /// It takes this number of cells.
    case plain(width: Int)
    /// It combines with the character before it.
    case mark
    /// A Hangul vowel or tail, which joins a lead before it.
    case vowelOrTail
    /// ZERO WIDTH JOINER.
    case joiner
    /// A variation selector for text or emoji.
    case selector
    /// A skin tone modifier of the emoji before it.
    case skinTone
    /// A regional indicator: half of a flag.
    case regional
    /// It must not reach a terminal: a control, a direction override, invisible or not a character.
    case hidden

    /// Classifies `scalar`.
    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        switch value {
        case 0..<0x20, 0x7F..<0xA0: self = .hidden
        case 0xA1...0x2FF where value != 0xAD: self = .plain(width: 1)
        case 0x1160...0x11FF, 0xD7B0...0xD7FB: self = .vowelOrTail
        case 0x200D: self = .joiner
        case 0xFE0E, 0xFE0F: self = .selector
        case 0x1F3FB...0x1F3FF: self = .skinTone
        case 0x1F1E6...0x1F1FF: self = .regional
        case 0x2500...0x259F, 0x2801...0x28FF: self = .plain(width: 1)
        default: self = ScalarClass(byProperties: scalar)
        }
    }

    private init(byProperties scalar: Unicode.Scalar) {
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint || scalar.value == 0x2800 {
            self = .hidden
            return
        }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: self = .mark
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            self = .hidden
        default:
            self = .plain(
                width: properties.isEmojiPresentation || Self.isWide(scalar.value) ? 2 : 1)
        }
    }

    /// Returns whether `value` is East Asian Wide or Fullwidth (UAX #11), except emoji.
    private static func isWide(_ value: UInt32) -> Bool {
        guard value >= 0x1100 else { return false }
        var low = 0
        var high = wide.count
        while low < high {
            let middle = (low + high) / 2
            if wide[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < wide.count && wide[low].contains(value)
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
        0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF,
        0x1AFF0...0x1B2FF, 0x1D300...0x1D376, 0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}
