import DownloadCore

/// Decodes mouse reports in terminal input (xterm, "Mouse Tracking").
///
/// The end of a report may be lost, as on a connection that breaks off. It must not delay the keys:
/// any byte that cannot continue the report, or that comes too late, is input of its own.
package struct MouseReader: Sendable {
    /// The encodings of a report, by the sequence that begins it.
    package enum Encoding: Sendable {
        /// `CSI <`: decimal numbers, ended by `M` for a press or `m` for a release (DEC mode 1006).
        case decimal
        /// `CSI M`: three bytes (DEC mode 1000).
        case bytes
    }

    /// The seconds within which a report is complete.
    private static let patience = 1.0
    /// The maximum length of a report in decimal numbers.
    private static let longest = 20
    /// The seconds between the clicks of a double click.
    private static let doubleClick = 0.4

    private var encoding: Encoding?
    private var held: [UInt8] = []
    private var begun = Instant(seconds: 0)
    private var lastClick: (x: Int, y: Int, time: Instant)?

    /// Creates a reader outside of any report.
    package init() {}

    /// Starts a report whose first sequence has been read.
    package mutating func begin(_ encoding: Encoding, at now: Instant) {
        self.encoding = encoding
        held = []
        begun = now
    }

    /// Drops an incomplete report.
    package mutating func cancel() { encoding = nil }

    /// Takes the next byte of input.
    ///
    /// - Returns: Whether the byte is part of a report, and the event if it completes one.
    package mutating func take(
        _ byte: UInt8, at now: Instant
    ) -> (isPart: Bool, event: InputEvent?) {
        guard let encoding, now - begun < Self.patience else {
            cancel()
            return (false, nil)
        }
        switch encoding {
        case .decimal:
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ";"):
                held.append(byte)
                guard held.count <= Self.longest else { break }
                return (true, nil)
            case UInt8(ascii: "M"), UInt8(ascii: "m"):
                cancel()
                let isPress = byte == UInt8(ascii: "M")
                return (true, isPress ? decimalEvent(at: now) : nil)
            default: break
            }
        case .bytes:
            // A button or a position is sent as a printable byte or above.
            guard byte >= 0x20 else { break }
            held.append(byte)
            guard held.count == 3 else { return (true, nil) }
            cancel()
            let (x, y) = (Int(held[1]) - 0x20, Int(held[2]) - 0x20)
            return (true, event(button: Int(held[0]) - 0x20, x: x, y: y, at: now))
        }
        cancel()
        return (false, nil)
    }

    private mutating func decimalEvent(at now: Instant) -> InputEvent? {
        let numbers = String(decoding: held, as: UTF8.self)
            .split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 3, let button = numbers[0], let x = numbers[1], let y = numbers[2]
        else { return nil }
        return event(button: button, x: x, y: y, at: now)
    }

    /// Returns the event of a press; positions count from 1.
    private mutating func event(button: Int, x: Int, y: Int, at now: Instant) -> InputEvent? {
        let (x, y) = (x - 1, y - 1)
        guard 0...9_999 ~= x, 0...9_999 ~= y else { return nil }
        // Bits 2 to 4 are the modifier keys.
        switch button & ~0b1_1100 {
        case 0:
            let isDouble =
                lastClick.map {
                    $0.x == x && $0.y == y && now - $0.time < Self.doubleClick
                } ?? false
            lastClick = isDouble ? nil : (x, y, now)
            return .mouse(isDouble ? .doubleClick : .click, x: x, y: y)
        case 64: return .mouse(.wheelUp, x: x, y: y)
        case 65: return .mouse(.wheelDown, x: x, y: y)
        default: return nil
        }
    }
}
