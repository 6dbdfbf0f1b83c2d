/// Reads a text byte by byte.
extension ShellWords {
    static let caret = UInt8(ascii: "^")
    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")
    fileprivate static let backslash = UInt8(ascii: "\\")
    fileprivate static let ampersand = UInt8(ascii: "&")
    fileprivate static let bar = UInt8(ascii: "|")
    fileprivate static let dollar = UInt8(ascii: "$")
    fileprivate static let backquote = UInt8(ascii: "`")
    fileprivate static let bracket = UInt8(ascii: "(")
    fileprivate static let (less, greater) = (UInt8(ascii: "<"), UInt8(ascii: ">"))

    /// Splits a text into tokens.
    struct Reader {
        let isWindows: Bool
        var bytes: ArraySlice<UInt8>
        var done: [Token] = []
        var word: [UInt8] = []
        var hasWord = false
        var startsLine = false

        mutating func tokens() throws(Failure) -> [Token] {
            while let byte = bytes.popFirst() {
                switch byte {
                case 0x20, 0x09: endWord()
                case 0x0A, 0x0D:
                    endWord()
                    startsLine = true
                case caret where isWindows: try takeCaret()
                case quote where isWindows: try takeWindowsQuoted()
                case quote: try takeDoubleQuoted()
                case backslash where isWindows: add(byte)
                case backslash: takeEscaped()
                case apostrophe where !isWindows: try takeQuoted()
                case dollar where !isWindows && bytes.first == apostrophe:
                    bytes.removeFirst()
                    try takeANSIQuoted()
                // PowerShell's escape of a line break.
                case backquote where !isWindows && !hasWord && skipLineBreak(): break
                case dollar where !isWindows, backquote where !isWindows:
                    noteSubstitution(byte)
                    add(byte)
                case UInt8(ascii: "#") where !isWindows && !hasWord: skipComment()
                case greater: takeOutput()
                case less: try takeInput()
                case bar: takeConnector(byte, [bar, ampersand])
                case UInt8(ascii: ";") where !isWindows: takeConnector(byte, [byte])
                case ampersand where bytes.first == greater: endWord()
                case ampersand where endsAtAmpersand: takeConnector(byte, [ampersand])
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
            guard hasWord else { return }
            done.append(.word(String(decoding: word, as: UTF8.self), startsLine: startsLine))
            word.removeAll(keepingCapacity: true)
            hasWord = false
            startsLine = false
        }

        /// Whether `&` is an operator here: in a URL without quotation marks it is not meant as one.
        private var endsAtAmpersand: Bool {
            guard hasWord, let next = bytes.first else { return true }
            return [0x20, 0x09, 0x0A, 0x0D, ampersand].contains(next)
        }

        /// Reads an operator of one byte, or of two if one of `seconds` follows.
        private mutating func takeConnector(_ first: UInt8, _ seconds: [UInt8]) {
            endWord()
            var text = [first]
            if let next = bytes.first, seconds.contains(next) {
                text.append(next)
                bytes.removeFirst()
            }
            done.append(.connector(String(decoding: text, as: UTF8.self)))
        }

        private mutating func skipComment() {
            bytes = bytes.drop { $0 != 0x0A && $0 != 0x0D }
        }

        /// Reads `>`, `>>`, `>|` or `>&` with the number of a stream before it.
        private mutating func takeOutput() {
            let kind = takeStream()
            if let next = bytes.first, next == greater || next == bar { bytes.removeFirst() }
            if bytes.first == ampersand {
                bytes.removeFirst()
                let stream = bytes.prefix { $0 == UInt8(ascii: "-") || 0x30...0x39 ~= $0 }
                bytes = bytes[stream.endIndex...]
                // Another stream of the command, and no file.
                if !stream.isEmpty { return }
            }
            if bytes.first == bracket { done.append(.substitution(">(…)")) }
            done.append(.redirection(kind))
        }

        /// Reads `<`, `<<<` or `<&`.
        private mutating func takeInput() throws(Failure) {
            _ = takeStream()
            if bytes.starts(with: [less, less]) {
                bytes = bytes.dropFirst(2)
            } else if bytes.first == less {
                throw Failure(description: "the curl command reads a here-document (<<)")
            }
            if bytes.first == bracket { done.append(.substitution("<(…)")) }
            done.append(.redirection(.input))
        }

        /// Ends the word, or takes it as the number of the stream to redirect.
        private mutating func takeStream() -> Redirection {
            let isNumber = word.count == 1 && word.allSatisfy { 0x30...0x39 ~= $0 }
            guard hasWord, isNumber else {
                endWord()
                return .output
            }
            defer {
                word.removeAll(keepingCapacity: true)
                hasWord = false
            }
            return word[0] == UInt8(ascii: "1") ? .output : .errors
        }

        private mutating func noteSubstitution(_ byte: UInt8) {
            if byte == backquote {
                done.append(.substitution("`…`"))
            } else if bytes.first == bracket {
                done.append(.substitution("$(…)"))
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
                } else if byte == dollar || byte == backquote {
                    noteSubstitution(byte)
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
