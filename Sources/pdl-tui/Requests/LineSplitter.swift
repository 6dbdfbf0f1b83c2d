import DownloadCore

/// Splits the bytes of a list into lines, whatever their encoding and line endings.
///
/// The byte order mark tells UTF-8 from UTF-16; without one, UTF-8 is assumed. Lines end in CRLF or
/// in one of Unicode's newline characters: LF, VT, FF, CR, NEL (U+0085), U+2028 and U+2029. Invalid
/// UTF-8 bytes become `%XX`, which keeps their value in a URL.
struct LineSplitter {
    private enum Encoding {
        case utf8
        case utf16(isBigEndian: Bool)
    }

    private let longest: Int
    private var encoding: Encoding?
    /// Bytes not yet decoded: the encoding is unknown, or a code unit is incomplete.
    private var raw: [UInt8] = []
    private var highSurrogate: UInt32?
    /// Decoded text in UTF-8; lines before `start` have been returned.
    private var text: [UInt8] = []
    private var start = 0
    /// The start of the text to search; no line end begins between `start` and it.
    private var searched = 0
    private var followsCR = false
    private var isFinished = false
    /// The most bytes of an incomplete line end, which are searched again.
    private static let longestPart = 2

    private static let marks: [(bytes: [UInt8], encoding: Encoding)] = [
        ([0xEF, 0xBB, 0xBF], .utf8), ([0xFE, 0xFF], .utf16(isBigEndian: true)),
        ([0xFF, 0xFE], .utf16(isBigEndian: false)),
    ]

    /// - Parameter longest: The most bytes of a line; the rest of a longer one is dropped.
    init(longest: Int) {
        self.longest = longest
    }

    /// Appends bytes, once all complete lines have been taken.
    mutating func append(_ bytes: some Sequence<UInt8>) {
        text.removeFirst(start)
        searched = max(0, searched - start)
        start = 0
        // Bounds the memory for an endless line: its start is enough to reject it.
        if text.count > longest + Self.longestPart, searched == text.count - Self.longestPart {
            text.removeSubrange(longest..<searched)
            searched = longest
        }
        if case .utf8 = encoding {
            text += bytes
        } else {
            raw += bytes
            decode()
        }
    }

    /// Marks the end of the input: the remaining text is the last line.
    mutating func finish() {
        guard !isFinished else { return }
        isFinished = true
        decode()
        if let high = highSurrogate { encode(high) }
    }

    /// Returns the next line; `nil` when it needs more bytes, and at the end.
    mutating func next() -> String? {
        if followsCR, start < text.count {
            if text[start] == 0x0A { start += 1 }
            followsCR = false
        }
        for index in max(start, searched)..<text.count {
            guard let length = lineEnd(at: index) else { continue }
            defer { start = index + length }
            followsCR = text[index] == 0x0D
            return text[start..<index].prefix(longest).urlText
        }
        searched = max(start, text.count - Self.longestPart)
        guard isFinished, start < text.count else { return nil }
        defer { start = text.count }
        return text[start...].prefix(longest).urlText
    }

    /// Returns the length of the newline character at a position; `nil` if there is none or it is
    /// incomplete.
    private func lineEnd(at index: Int) -> Int? {
        switch text[index] {
        case 0x0A...0x0D: return 1
        case 0xC2: return index + 1 < text.count && text[index + 1] == 0x85 ? 2 : nil
        case 0xE2:
            let isSeparator =
                index + 2 < text.count && text[index + 1] == 0x80
                && 0xA8...0xA9 ~= text[index + 2]
            return isSeparator ? 3 : nil
        default: return nil
        }
    }

    private mutating func decode() {
        if encoding == nil {
            let mark = Self.marks.first { raw.starts(with: $0.bytes) }
            let mayFollow = Self.marks.contains { $0.bytes.starts(with: raw) }
            guard mark != nil || !mayFollow || isFinished else { return }
            raw.removeFirst(mark?.bytes.count ?? 0)
            encoding = mark?.encoding ?? .utf8
        }
        switch encoding {
        case .utf16(let isBigEndian):
            for index in stride(from: 1, to: raw.count, by: 2) {
                let (first, second) = (UInt32(raw[index - 1]), UInt32(raw[index]))
                take(unit: isBigEndian ? first << 8 | second : second << 8 | first)
            }
            raw.removeFirst(raw.count / 2 * 2)
        case .utf8, nil:
            text += raw
            raw.removeAll()
        }
    }

    private mutating func take(unit: UInt32) {
        if let high = highSurrogate {
            highSurrogate = nil
            if 0xDC00..<0xE000 ~= unit {
                return encode(0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00))
            }
            encode(high)
        }
        if 0xD800..<0xDC00 ~= unit { highSurrogate = unit } else { encode(unit) }
    }

    /// Appends a code point in UTF-8; lone surrogates are detected later.
    private mutating func encode(_ code: UInt32) {
        func trailing(_ shift: UInt32) -> UInt8 { UInt8(0x80 | code >> shift & 0x3F) }
        switch code {
        case ..<0x80: text.append(UInt8(code))
        case ..<0x800: text += [UInt8(0xC0 | code >> 6), trailing(0)]
        case ..<0x10000: text += [UInt8(0xE0 | code >> 12), trailing(6), trailing(0)]
        default: text += [UInt8(0xF0 | code >> 18), trailing(12), trailing(6), trailing(0)]
        }
    }
}
