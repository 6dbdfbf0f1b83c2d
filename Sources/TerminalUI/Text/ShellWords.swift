/// Splits a command line into words, like the shells for which browsers copy commands.
///
/// It reads the bytes once, in linear time.
enum ShellWords {
    /// Why a command line cannot be split, in words.
    struct Failure: Error, Hashable {
        var description: String
    }

    /// Returns the words of a command for a POSIX shell or for the Windows command prompt.
    ///
    /// The former includes `$'…'` of bash; the latter quotes with `^`.
    static func split(_ text: String) throws(Failure) -> [String] {
        var reader = Reader(isWindows: isForWindows(text), bytes: Array(text.utf8)[...])
        return try reader.words()
    }

    /// Returns whether a command is for the Windows command prompt.
    ///
    /// It contains `^"`, or a line that ends in `^`, before any other kind of quotation mark.
    private static func isForWindows(_ text: String) -> Bool {
        var last: UInt8 = 0
        for byte in text.utf8 {
            if last == caret, byte == quote || byte == 0x0A || byte == 0x0D { return true }
            if byte == apostrophe { return false }
            last = byte
        }
        return false
    }

    private static let caret = UInt8(ascii: "^")
    private static let quote = UInt8(ascii: "\"")
    private static let apostrophe = UInt8(ascii: "'")
    private static let backslash = UInt8(ascii: "\\")

    private struct Reader {
        let isWindows: Bool
        var bytes: ArraySlice<UInt8>
        var done: [String] = []
        var word: [UInt8] = []
        var hasWord = false

        mutating func words() throws(Failure) -> [String] {
            while let byte = bytes.popFirst() {
                switch byte {
                case 0x20, 0x09, 0x0A, 0x0D: endWord()
                case caret where isWindows: try takeCaret()
                case quote where isWindows: try takeWindowsQuoted()
                case quote: try takeDoubleQuoted()
                case backslash where isWindows: add(byte)
                case backslash: takeEscaped()
                case apostrophe where !isWindows: try takeQuoted()
                case UInt8(ascii: "$") where !isWindows && bytes.first == apostrophe:
                    bytes.removeFirst()
                    try takeANSIQuoted()
                case UInt8(ascii: ">"): takeRedirection()
                case UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "<"):
                    guard !hasWord || byte != UInt8(ascii: "&") else {
                        add(byte)
                        continue
                    }
                    // The rest is for the shell: another command, or a file for the output.
                    bytes = []
                default: add(byte)
                }
            }
            endWord()
            return done
        }

        private mutating func add(_ byte: UInt8) {
            word.append(byte)
            hasWord = true
        }

        private mutating func endWord() {
            if hasWord { done.append(String(decoding: word, as: UTF8.self)) }
            word.removeAll(keepingCapacity: true)
            hasWord = false
        }

        /// Reads `> file` as curl's `-o file`, and drops redirections of standard error.
        private mutating func takeRedirection() {
            let isForErrors = word.elementsEqual("2".utf8)
            if isForErrors || word.elementsEqual("1".utf8) { hasWord = false }
            endWord()
            if bytes.first == UInt8(ascii: ">") { bytes.removeFirst() }
            if bytes.starts(with: "&1".utf8) || bytes.starts(with: "&2".utf8) {
                bytes = bytes.dropFirst(2)
            } else {
                done.append(isForErrors ? "--stderr" : "-o")
            }
        }

        private func openQuote() -> Failure {
            Failure(description: "unterminated quote in the curl command")
        }

        private mutating func skipLineBreak() -> Bool {
            if bytes.starts(with: [0x0D, 0x0A]) {
                bytes = bytes.dropFirst(2)
            } else if bytes.first == 0x0A {
                bytes.removeFirst()
            } else {
                return false
            }
            return true
        }

        private mutating func takeEscaped() {
            if skipLineBreak() { return }
            if let next = bytes.popFirst() { add(next) }
        }

        private mutating func takeQuoted() throws(Failure) {
            guard let end = bytes.firstIndex(of: apostrophe) else { throw openQuote() }
            word += bytes[..<end]
            hasWord = true
            bytes = bytes[(end + 1)...]
        }

        private mutating func takeDoubleQuoted() throws(Failure) {
            hasWord = true
            while let byte = bytes.popFirst() {
                if byte == quote { return }
                if byte == backslash {
                    if skipLineBreak() { continue }
                    if let next = bytes.first, "\"\\$`".utf8.contains(next) {
                        add(next)
                        bytes.removeFirst()
                        continue
                    }
                }
                add(byte)
            }
            throw openQuote()
        }

        private mutating func takeANSIQuoted() throws(Failure) {
            hasWord = true
            let simple: [UInt8: UInt8] = [
                UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D,
                UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "e"): 0x1B,
                UInt8(ascii: "f"): 0x0C, UInt8(ascii: "v"): 0x0B,
            ]
            while let byte = bytes.popFirst() {
                if byte == apostrophe { return }
                guard byte == backslash, let next = bytes.popFirst() else {
                    add(byte)
                    continue
                }
                switch next {
                case UInt8(ascii: "u"): addScalar(digits: 4)
                case UInt8(ascii: "U"): addScalar(digits: 8)
                case UInt8(ascii: "x"): if let value = number(16, digits: 2) { add(UInt8(value)) }
                case UInt8(ascii: "0")...UInt8(ascii: "7"):
                    var value = UInt32(next - UInt8(ascii: "0"))
                    for _ in 0..<2 {
                        guard let digit = number(8, digits: 1) else { break }
                        value = value * 8 + digit
                    }
                    add(UInt8(truncatingIfNeeded: value))
                default: add(simple[next] ?? next)
                }
            }
            throw openQuote()
        }

        /// Adds the scalar of an escape sequence, or of two for a surrogate pair.
        private mutating func addScalar(digits: Int) {
            guard var value = number(16, digits: digits) else { return }
            if 0xD800..<0xDC00 ~= value, bytes.starts(with: "\\u".utf8) {
                let rest = bytes
                bytes = bytes.dropFirst(2)
                if let low = number(16, digits: 4), 0xDC00..<0xE000 ~= low {
                    value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    bytes = rest
                }
            }
            let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
            word += Array(String(Character(scalar)).utf8)
        }

        private mutating func number(_ radix: UInt32, digits: Int) -> UInt32? {
            let text = bytes.prefix(digits).prefix {
                guard let value = $0.hexDigitValue else { return false }
                return value < radix
            }
            guard !text.isEmpty else { return nil }
            bytes = bytes[text.endIndex...]
            return text.reduce(0) { $0 &* radix &+ ($1.hexDigitValue ?? 0) }
        }

        // MARK: The Windows command prompt

        /// Reads `^`, which escapes the next character and removes a line break.
        private mutating func takeCaret() throws(Failure) {
            if skipLineBreak() { return }
            guard let next = bytes.popFirst() else { return }
            if next == quote { try takeCaretQuoted() } else { add(next) }
        }

        /// Reads text between `^"` and `^"`, in which `^` precedes each special character.
        private mutating func takeCaretQuoted() throws(Failure) {
            hasWord = true
            while let byte = bytes.popFirst() {
                guard byte == caret else {
                    if byte == backslash, bytes.starts(with: [caret, quote]) {
                        add(quote)
                        bytes = bytes.dropFirst(2)
                    } else if byte == backslash, bytes.first == backslash {
                        add(backslash)
                        bytes.removeFirst()
                    } else {
                        add(byte)
                    }
                    continue
                }
                if skipLineBreak() {
                    // A line break in a text is written twice.
                    if skipLineBreak() { add(0x0A) }
                    continue
                }
                guard let next = bytes.popFirst() else { break }
                if next == quote { return }
                if next == backslash, bytes.starts(with: [caret, quote]) {
                    add(quote)
                    bytes = bytes.dropFirst(2)
                } else {
                    add(next)
                }
            }
            throw openQuote()
        }

        /// Reads text between plain quotation marks, in which `""` and `\"` stand for one.
        private mutating func takeWindowsQuoted() throws(Failure) {
            hasWord = true
            while let byte = bytes.popFirst() {
                if byte == quote {
                    guard bytes.first == quote else { return }
                    bytes.removeFirst()
                    add(quote)
                } else if byte == backslash, bytes.first == quote || bytes.first == backslash {
                    if let next = bytes.popFirst() { add(next) }
                } else {
                    add(byte)
                }
            }
            throw openQuote()
        }
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit.
    fileprivate var hexDigitValue: UInt32? {
        switch self {
        case 0x30...0x39: UInt32(self - 0x30)
        case 0x41...0x46: UInt32(self - 0x41 + 10)
        case 0x61...0x66: UInt32(self - 0x61 + 10)
        default: nil
        }
    }
}
