import DownloadCore

/// Parts the bytes of a list into lines, however they are encoded and however they end.
///
/// UTF-8 and UTF-16 are told apart by their byte order mark; without one it is UTF-8. Lines end in
/// LF, CR or CRLF. Bytes that are not UTF-8 become `%XX`: in a URL they are still what they were.
struct LineSplitter {
    private enum Encoding {
        case utf8
        case utf16(isBigEndian: Bool)
    }

    private let longest: Int
    private var encoding: Encoding?
    /// Bytes whose encoding is not known yet, or of which a part is missing.
    private var raw: [UInt8] = []
    private var highSurrogate: UInt32?
    /// What has no line end yet, in UTF-8, and what is before it.
    private var text: [UInt8] = []
    private var start = 0
    private var followsCR = false
    private var isFinished = false

    private static let marks: [(bytes: [UInt8], encoding: Encoding)] = [
        ([0xEF, 0xBB, 0xBF], .utf8), ([0xFE, 0xFF], .utf16(isBigEndian: true)),
        ([0xFF, 0xFE], .utf16(isBigEndian: false)),
    ]

    /// - Parameter longest: The bytes that are kept of a line without an end.
    init(longest: Int) {
        self.longest = longest
    }

    /// Takes more bytes; all whole lines of those before have been taken out.
    mutating func append(_ bytes: some Sequence<UInt8>) {
        text.removeFirst(start)
        start = 0
        // A line without end does not fill the memory: its start is enough to refuse it.
        if text.count > longest { text.removeLast(text.count - longest) }
        if case .utf8 = encoding {
            text += bytes
        } else {
            raw += bytes
            decode()
        }
    }

    /// Notes that no more bytes come: what is left is the last line.
    mutating func finish() {
        guard !isFinished else { return }
        isFinished = true
        decode()
        if let high = highSurrogate { encode(high) }
    }

    /// The next line; `nil` when more bytes are needed for it, and at the end.
    mutating func next() -> String? {
        if followsCR, start < text.count {
            if text[start] == 0x0A { start += 1 }
            followsCR = false
        }
        if let end = text[start...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            defer { start = end + 1 }
            followsCR = text[end] == 0x0D
            return text[start..<end].urlText
        }
        guard isFinished, start < text.count else { return nil }
        defer { start = text.count }
        return text[start...].urlText
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

    /// Appends a code point in UTF-8; one that is no character is seen as such later.
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
