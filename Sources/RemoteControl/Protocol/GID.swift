import DownloadCore

/// The identifier of a download in the protocol: 64 bits, not 0, written as 16 hexadecimal digits.
struct GID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number of digits.
    static let digits = 16

    /// The number; digits from the left are its highest bits.
    let number: UInt64

    /// Creates an identifier at random.
    static func random() -> GID { GID(number: .random(in: 1...UInt64.max)) }

    private init(number: UInt64) { self.number = number }

    /// Reads an identifier that a client has chosen; `nil` unless it is 16 digits and not 0.
    init?(_ text: String) {
        guard text.utf8.count == Self.digits, let prefix = GIDPrefix(text) else { return nil }
        let number = prefix.range.lowerBound
        guard number != 0 else { return nil }
        self.number = number
    }

    /// Creates the identifier of a download that was not given one.
    ///
    /// It is derived from the download's ID and thus constant. The mixing (the last step of
    /// SplitMix64, which maps no two numbers to the same) makes short prefixes unique.
    init(of id: DownloadID) {
        var bits = UInt64(bitPattern: id.rawValue)
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        number = bits == 0 ? 1 : bits
    }

    /// The 16 digits.
    var description: String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: Self.digits - digits.utf8.count) + digits
    }

    static func < (a: GID, b: GID) -> Bool { a.number < b.number }
}

/// The first digits of an identifier, which stand for it while they are unique.
struct GIDPrefix: Hashable, Sendable {
    /// The identifiers that begin with the digits.
    let range: ClosedRange<UInt64>

    /// Reads 1 to 16 digits.
    init?(_ text: String) {
        let count = text.utf8.count
        guard 1...GID.digits ~= count else { return nil }
        var number: UInt64 = 0
        for byte in text.utf8 {
            guard let digit = byte.hexValue else { return nil }
            number = number << 4 | UInt64(digit)
        }
        let free = UInt64(4 * (GID.digits - count))
        let first = number << free
        range = first...(first | (free == 0 ? 0 : UInt64.max >> (64 - free)))
    }
}

extension DownloadSnapshot {
    /// The identifier: the client's choice, else derived.
    var gid: GID { request.gid.flatMap { GID($0) } ?? GID(of: id) }
}
