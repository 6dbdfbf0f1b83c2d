/// Swift source text without its comments and string literals.
///
/// The rest can be searched for names and braces. Line breaks stay where they are.
struct SwiftText {
    private(set) var code = ""

    /// Reads Swift source text.
    init(_ source: String) {
        var reader = Reader(rest: Array(source.utf8)[...])
        reader.readCode(until: nil)
        code = String(decoding: reader.code, as: UTF8.self)
    }

    /// Its lines.
    var lines: [Substring] { code.split(separator: "\n", omittingEmptySubsequences: false) }

    /// Its words: letters, digits and underscores between other characters.
    var words: Set<String> {
        var words: Set<String> = []
        for word in Array(code.utf8).split(whereSeparator: { !$0.isWordByte }) {
            words.insert(String(decoding: word, as: UTF8.self))
        }
        return words
    }
}

extension UInt8 {
    /// Whether it belongs to a word; every byte of a letter that is not ASCII does.
    fileprivate var isWordByte: Bool {
        0x30...0x39 ~= self || 0x41...0x5A ~= self || 0x61...0x7A ~= self || self == 0x5F
            || self >= 0x80
    }
}

extension SwiftText {
    private struct Reader {
        var rest: ArraySlice<UInt8>
        var code: [UInt8] = []

        /// Copies code up to the parenthesis that closes an interpolation, or to the end.
        mutating func readCode(until end: UInt8?) {
            var depth = 0
            while let byte = rest.first {
                if starts(with: "//") {
                    skipLine()
                } else if starts(with: "/*") {
                    skipComment()
                } else if let hashes = openingQuote() {
                    skipString(hashes: hashes)
                } else {
                    if byte == UInt8(ascii: "(") { depth += 1 }
                    if byte == UInt8(ascii: ")") {
                        if byte == end, depth == 0 { return }
                        depth -= 1
                    }
                    code.append(byte)
                    rest.removeFirst()
                }
            }
        }

        private func starts(with text: String) -> Bool { rest.starts(with: text.utf8) }

        private mutating func skipLine() {
            rest = rest.drop { $0 != UInt8(ascii: "\n") }
        }

        private mutating func skipComment() {
            var depth = 0
            repeat {
                if starts(with: "/*") {
                    depth += 1
                    rest = rest.dropFirst(2)
                } else if starts(with: "*/") {
                    depth -= 1
                    rest = rest.dropFirst(2)
                } else {
                    keepLineBreak()
                }
            } while depth > 0 && !rest.isEmpty
        }

        /// The number of `#` before a string literal that begins here.
        private func openingQuote() -> Int? {
            let hashes = rest.prefix { $0 == UInt8(ascii: "#") }.count
            return rest.dropFirst(hashes).first == UInt8(ascii: "\"") ? hashes : nil
        }

        private mutating func skipString(hashes: Int) {
            let pounds = String(repeating: "#", count: hashes)
            rest = rest.dropFirst(hashes)
            let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
            rest = rest.dropFirst(quote.utf8.count)
            code += "\"\"".utf8
            while !rest.isEmpty {
                if starts(with: quote + pounds) {
                    rest = rest.dropFirst(quote.utf8.count + hashes)
                    return
                }
                if starts(with: "\\\(pounds)(") {
                    rest = rest.dropFirst(2 + hashes)
                    code.append(UInt8(ascii: "("))
                    readCode(until: UInt8(ascii: ")"))
                    code.append(UInt8(ascii: ")"))
                    rest = rest.dropFirst()
                } else if starts(with: "\\\(pounds)") {
                    rest = rest.dropFirst(1 + hashes)
                    keepLineBreak()
                } else {
                    keepLineBreak()
                }
            }
        }

        private mutating func keepLineBreak() {
            if rest.popFirst() == UInt8(ascii: "\n") { code.append(UInt8(ascii: "\n")) }
        }
    }
}
