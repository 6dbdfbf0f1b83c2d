/// Turns the bytes that a terminal sends into characters: UTF-8, whatever the locale says.
///
/// A locale that is missing or wrong must not cost what is pasted. Bytes that are not UTF-8 are read
/// in the locale's encoding, and what is no character there either is handed on as a byte.
package struct InputDecoder {
    private var pending: [UInt8] = []
    private let inLocale: (UInt8) -> Unicode.Scalar?

    /// - Parameter inLocale: The character that a byte is in the locale's encoding, if it is one.
    package init(inLocale: @escaping (UInt8) -> Unicode.Scalar? = { _ in nil }) {
        self.inLocale = inLocale
    }

    /// Takes the next byte; gives what is complete with it.
    package mutating func take(_ byte: UInt8) -> [PasteReader.Input] {
        if pending.isEmpty, byte < 0x80 { return [.scalar(Unicode.Scalar(byte))] }
        pending.append(byte)
        return decode(isEnd: false)
    }

    /// Notes that what follows is no text: what is incomplete stays so.
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

    /// The bytes of the character that a byte begins; 0 when it begins none.
    private static func length(of byte: UInt8) -> Int {
        switch byte {
        case ..<0x80: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }

    /// Whether the bytes may be the beginning of one character.
    private static func mayBegin(_ bytes: [UInt8]) -> Bool {
        bytes.dropFirst().allSatisfy { 0x80...0xBF ~= $0 }
    }
}
