/// The normalization of paths.
extension SourceURL {
    /// Returns the normalized path of an HTTP URL: `\` becomes `/`, and dot segments are resolved
    /// (WHATWG URL Standard, "path state").
    static func webPath(_ bytes: ArraySlice<UInt8>) -> String {
        let backslash = UInt8(ascii: "\\")
        let path =
            bytes.contains(backslash) ? bytes.map { $0 == backslash ? slash : $0 }[...] : bytes
        return resolvedPath(percentEncoded(path))
    }

    /// Returns the path without `.` and `..` segments, including percent-encoded ones, and with a
    /// leading `/`.
    static func resolvedPath(_ path: String) -> String {
        guard path.utf8.first == slash else { return resolvedPath("/" + path) }
        guard hasDotSegment(path) else { return path }
        var segments: [Substring] = []
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch dots(part) {
            case 1: if isLast { segments.append("") }
            case 2:
                _ = segments.popLast()
                if isLast { segments.append("") }
            default: segments.append(part)
            }
        }
        return "/" + segments.joined(separator: "/")
    }

    private static func hasDotSegment(_ path: String) -> Bool {
        var isAtStart = false
        for byte in path.utf8 {
            // A `%` may start `%2e`; it is rare enough for the slow path.
            if isAtStart, byte == UInt8(ascii: ".") || byte == UInt8(ascii: "%") { return true }
            isAtStart = byte == slash
        }
        return false
    }

    /// Returns the number of dots in a dot segment; 0 for any other segment.
    private static func dots(_ segment: Substring) -> Int {
        guard segment.utf8.count <= 6 else { return 0 }
        switch segment.asciiLowercased {
        case ".", "%2e": return 1
        case "..", ".%2e", "%2e.", "%2e%2e": return 2
        default: return 0
        }
    }
}

/// Percent-encodes the bytes that browsers encode in paths and queries, and those in `more`.
func percentEncoded(_ bytes: ArraySlice<UInt8>, _ more: String = "") -> String {
    func isEncoded(_ byte: UInt8) -> Bool {
        isAlwaysEncoded(byte) || (!more.isEmpty && more.utf8.contains(byte))
    }
    guard bytes.contains(where: isEncoded) else { return String(decoding: bytes, as: UTF8.self) }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + 16)
    for byte in bytes {
        if isEncoded(byte) {
            text += percentEncoded(byte)
        } else {
            text.append(byte)
        }
    }
    return String(decoding: text, as: UTF8.self)
}

/// Returns the percent-encoding of a byte.
func percentEncoded(_ byte: UInt8) -> [UInt8] {
    let hex = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
}

private func isAlwaysEncoded(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x80..., UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "`"),
        UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"), UInt8(ascii: " "):
        true
    default: false
    }
}

extension Sequence<UInt8> {
    /// The bytes as the text of a URL: UTF-8, with invalid bytes percent-encoded.
    ///
    /// The encoding is lossless: the path of such a URL decodes to the same bytes.
    package var urlText: String {
        let bytes = Array(self)
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var text: [UInt8] = []
        var parser = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var position = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar):
                text += Array(scalar)
                position += scalar.count
            case .error(let length):
                for byte in bytes[position..<(position + length)] { text += percentEncoded(byte) }
                position += length
            case .emptyInput: return String(decoding: text, as: UTF8.self)
            }
        }
    }
}
