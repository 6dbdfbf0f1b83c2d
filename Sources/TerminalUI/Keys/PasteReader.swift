import DownloadCore

/// Distinguishes pastes from keys in terminal input (bracketed paste, DEC private mode 2004).
///
/// The end of a paste may be lost, or never have been sent. It must not disable the keys for good:
/// a single key after a pause drops the paste. Several at once still belong to the paste, delayed
/// by a slow connection. Input that no text contains, such as Ctrl-C, Esc or an arrow, drops the
/// paste at any time when it comes alone.
package struct PasteReader: Sendable {
    /// An item of the terminal's input.
    package enum Input: Hashable, Sendable {
        /// The start of a paste.
        case begin
        /// The end of a paste.
        case end
        /// A character, typed or pasted.
        case scalar(Unicode.Scalar)
        /// A byte that is not part of a character.
        case byte(UInt8)
        /// A named key, or the mouse.
        case event(InputEvent)
    }

    /// The seconds of silence after which a single character is a key.
    package static let pause = 1.0
    /// The maximum number of scalars of a paste; a longer one is dropped as a whole.
    package static let most = 32 << 20

    private var pasted: [Unicode.Scalar]?
    private var last = Instant(seconds: 0)
    private var hasOddBytes = false

    private static let oddBytes = InputEvent.failed(
        "the terminal sent bytes that are not UTF-8; they are written as %XX")

    /// Creates a reader outside of any paste.
    package init() {}

    /// Returns the events of input that arrived together.
    package mutating func events(of burst: [Input], at now: Instant) -> [InputEvent] {
        var events: [InputEvent] = []
        if pasted != nil, burst.count == 1, let only = burst.first, isKey(only, at: now) {
            pasted = nil
            events.append(.failed("incomplete paste; nothing was added"))
        }
        for input in burst {
            switch input {
            case .begin:
                pasted = []
                hasOddBytes = false
            case .end:
                if let scalars = pasted {
                    events.append(Self.paste(scalars))
                    if hasOddBytes { events.append(Self.oddBytes) }
                }
                pasted = nil
            case .byte(let byte):
                // Encoded in a URL it is still the same byte; the input after it is kept.
                let text = Self.percentEncoded(byte)
                if pasted == nil {
                    let isFirst = !events.contains(Self.oddBytes)
                    events += [.paste(text)] + (isFirst ? [Self.oddBytes] : [])
                } else if pasted.map({ $0.count <= Self.most }) ?? false {
                    pasted?.append(contentsOf: text.unicodeScalars)
                    hasOddBytes = true
                }
            case .scalar(let scalar):
                if pasted == nil {
                    if let key = Self.key(scalar) { events.append(.key(key)) }
                } else if pasted.map({ $0.count <= Self.most }) ?? false {
                    pasted?.append(scalar)
                }
            case .event(let event): if pasted == nil { events.append(event) }
            }
        }
        last = now
        return events
    }

    /// Whether a single item within a paste is a key after all.
    private func isKey(_ input: Input, at now: Instant) -> Bool {
        switch input {
        case .begin, .end: false
        case .event, .scalar("\u{3}"), .scalar("\u{1B}"): true
        case .scalar, .byte: now - last >= Self.pause
        }
    }

    private static func paste(_ scalars: [Unicode.Scalar]) -> InputEvent {
        guard scalars.count <= most else {
            return .failed("paste too long; nothing was added")
        }
        return .paste(String(String.UnicodeScalarView(scalars)))
    }

    private static func percentEncoded(_ byte: UInt8) -> String {
        let hex = String(byte, radix: 16, uppercase: true)
        return "%" + (hex.utf8.count < 2 ? "0" : "") + hex
    }

    /// Returns the key for a scalar outside of a paste.
    private static func key(_ scalar: Unicode.Scalar) -> Key? {
        switch scalar.value {
        case 0x09: .tab
        case 0x0D: .enter
        case 0x1B: .escape
        case 0x7F, 0x08: .backspace
        case 1..<0x1B: Unicode.Scalar(scalar.value + 0x60).map { .control(Character($0)) }
        case 0x20...: .character(Character(scalar))
        default: nil
        }
    }
}
