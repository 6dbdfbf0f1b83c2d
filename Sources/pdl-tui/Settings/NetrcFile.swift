import DownloadCore

/// Validates `.netrc`, since libcurl ignores long lines and does not say where an error is.
enum NetrcFile {
    /// The most bytes of a line that libcurl reads.
    private static let longestLine = 4094

    /// Returns the first error in a file, or `nil` if there is none.
    static func problem(in bytes: [UInt8]) -> String? {
        guard !bytes.contains(0) else { return "is not a text file" }
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        var isMacro = false
        let lines = rest.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if isMacro {
                // The commands of a macro end at an empty line.
                isMacro = !line.isEmpty && line.first != 0x0D
                continue
            }
            let text = line.drop(while: isSpace)
            guard let first = text.first, first != UInt8(ascii: "#") else { continue }
            guard line.count <= longestLine else {
                return "line \(index + 1) is longer than \(longestLine) bytes"
            }
            guard let isDefinition = definesMacro(text) else {
                return "line \(index + 1) has a quotation mark (\") without a closing one"
            }
            isMacro = isDefinition
        }
        return nil
    }

    /// Whether a line begins a macro; `nil` if a quoted word does not end.
    private static func definesMacro(_ line: ArraySlice<UInt8>) -> Bool? {
        var rest = line
        var words: [ArraySlice<UInt8>] = []
        while let first = rest.first, first != UInt8(ascii: "#") {
            if first == UInt8(ascii: "\"") {
                guard let end = endOfQuoted(rest.dropFirst()) else { return nil }
                rest = rest[(end + 1)...]
            } else {
                let word = rest.prefix { !isSpace($0) }
                words.append(word)
                rest = rest[word.endIndex...]
            }
            rest = rest.drop(while: isSpace)
        }
        return words.contains { $0.map(\.lowercased).elementsEqual("macdef".utf8) }
    }

    /// Returns the position of the closing quotation mark; a backslash escapes the next byte.
    private static func endOfQuoted(_ bytes: ArraySlice<UInt8>) -> Int? {
        var isEscaped = false
        for index in bytes.indices {
            if isEscaped {
                isEscaped = false
            } else if bytes[index] == UInt8(ascii: "\"") {
                return index
            } else {
                isEscaped = bytes[index] == UInt8(ascii: "\\")
            }
        }
        return nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
}
