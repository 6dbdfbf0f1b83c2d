import DownloadCore

/// Tells pastes from keys in what a terminal sends (bracketed paste, DEC private mode 2004).
///
/// The end of a paste may be lost on the way, or never have been sent. It must not take the keys for
/// ever: a key that comes alone after a pause drops the paste. More than that at once is still the
/// paste, which a slow connection has held up. What no text consists of, such as Ctrl-C, Esc or an
/// arrow, drops the paste at any time when it comes alone.
package struct PasteReader: Sendable {
    /// What a terminal sends.
    package enum Input: Hashable, Sendable {
        /// The mark before a paste.
        case begin
        /// The mark after a paste.
        case end
        /// A character, typed or pasted.
        case scalar(Unicode.Scalar)
        /// A byte that is no part of a character.
        case byte(UInt8)
        /// A key with a name, or the mouse.
        case event(InputEvent)
    }

    /// After so many seconds of silence a character that comes alone is a key.
    package static let pause = 1.0
    /// The most scalars of one paste; of a longer one nothing is taken.
    package static let most = 32 << 20

    private var pasted: [Unicode.Scalar]?
    private var last = Instant(seconds: 0)
    private var hasOddBytes = false

    private static let oddBytes = InputEvent.failed(
        "the terminal sent bytes that are not UTF-8; they are written as %XX")

    /// Creates a reader outside of any paste.
    package init() {}

    /// The events of what came at one time.
    package mutating func events(of burst: [Input], at now: Instant) -> [InputEvent] {
        var events: [InputEvent] = []
        if pasted != nil, burst.count == 1, let only = burst.first, isKey(only, at: now) {
            pasted = nil
            events.append(.failed("the paste had no end; nothing of it was added"))
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
                // In a URL it is still the byte that it was; nothing after it is lost.
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

    /// Whether what came alone in a paste is a key all the same.
    private func isKey(_ input: Input, at now: Instant) -> Bool {
        switch input {
        case .begin, .end: false
        case .event, .scalar("\u{3}"), .scalar("\u{1B}"): true
        case .scalar, .byte: now - last >= Self.pause
        }
    }

    private static func paste(_ scalars: [Unicode.Scalar]) -> InputEvent {
        guard scalars.count <= most else {
            return .failed("the paste is too long; nothing of it was added")
        }
        return .paste(String(String.UnicodeScalarView(scalars)))
    }

    private static func percentEncoded(_ byte: UInt8) -> String {
        let hex = String(byte, radix: 16, uppercase: true)
        return "%" + (hex.utf8.count < 2 ? "0" : "") + hex
    }

    /// The key that types a scalar outside of a paste.
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
