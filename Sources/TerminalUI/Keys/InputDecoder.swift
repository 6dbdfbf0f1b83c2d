/// Decodes the bytes of terminal input as UTF-8, whatever the locale.
///
/// A missing or wrong locale must not garble a paste. Bytes that are not UTF-8 are read in the
/// locale's encoding; a byte that is not a character there either is passed on as it is.
package struct InputDecoder {
    private var pending: [UInt8] = []
    private let inLocale: (UInt8) -> Unicode.Scalar?

    /// Creates a decoder.
    ///
    /// - Parameter inLocale: Returns the character of a byte in the locale's encoding, if there is
    ///   one.
    package init(inLocale: @escaping (UInt8) -> Unicode.Scalar? = { _ in nil }) {
        self.inLocale = inLocale
    }

    /// Adds the next byte; returns the input that it completes.
    package mutating func take(_ byte: UInt8) -> [PasteReader.Input] {
        if pending.isEmpty, byte < 0x80 { return [.scalar(Unicode.Scalar(byte))] }
        pending.append(byte)
        return decode(isEnd: false)
    }

    /// Ends the text; returns incomplete characters as bytes.
    package mutating func finish() -> [PasteReader.Input] { decode(isEnd: true) }

    private mutating func decode(isEnd: Bool) -> [PasteReader.Input] {
        var outputs: [PasteReader.Input] = []
        while let first = pending.first {
            let length = Self.length(of: first)
            if pending.count < length, !isEnd, Self.mayBegin(pending) { break }
            if length > 0, pending.count >= length,
                let text = String(validating: pending[..<length], as: UTF8.self),
                let scalar = text.unicodeScalars.first
            {
                outputs.append(.scalar(scalar))
                pending.removeFirst(length)
            } else {
                outputs.append(inLocale(first).map { .scalar($0) } ?? .byte(first))
                pending.removeFirst()
            }
        }
        return outputs
    }

    /// Returns the length of the character that starts with a byte; 0 when none does.
    private static func length(of byte: UInt8) -> Int {
        switch byte {
        case ..<0x80: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }

    /// Whether the bytes may start one character.
    private static func mayBegin(_ bytes: [UInt8]) -> Bool {
        bytes.dropFirst().allSatisfy { 0x80...0xBF ~= $0 }
    }
}
