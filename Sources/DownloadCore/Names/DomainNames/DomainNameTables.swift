/// The tables of `DomainNameData`, decoded when the first internationalized name is converted.
struct DomainNameTables: Sendable {
    static let shared = DomainNameTables()

    private var mappings: [Unicode.Scalar: [Unicode.Scalar]] = [:]
    private(set) var decompositions: [Unicode.Scalar: (Unicode.Scalar, Unicode.Scalar)] = [:]
    private(set) var compositions: [UInt64: Unicode.Scalar] = [:]
    private let joiningLeft: [ClosedRange<UInt32>]
    private let joiningRight: [ClosedRange<UInt32>]

    private init() {
        joiningLeft = Self.ranges(DomainNameData.joiningLeft)
        joiningRight = Self.ranges(DomainNameData.joiningRight)
        readMappings()
        readCompositions()
    }

    /// Returns the mapping of a scalar; `nil` if it stays unchanged.
    func mapping(of scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        if let mapped = mappings[scalar] { return mapped }
        // Cherokee maps to upper case, its original form.
        guard scalar.properties.changesWhenLowercased, !(0x13A0...0x13F5 ~= scalar.value) else {
            return nil
        }
        return Array(scalar.properties.lowercaseMapping.unicodeScalars)
    }

    /// Returns the primary composite of two scalars, if any.
    func composition(of first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        compositions[Self.key(first, second)]
    }

    /// Whether a letter joins with the following one.
    func joinsLeft(_ scalar: Unicode.Scalar) -> Bool {
        joiningLeft.contains { $0.contains(scalar.value) }
    }

    /// Whether a letter joins with the preceding one.
    func joinsRight(_ scalar: Unicode.Scalar) -> Bool {
        joiningRight.contains { $0.contains(scalar.value) }
    }

    private static func key(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> UInt64 {
        UInt64(first.value) << 32 | UInt64(second.value)
    }

    private mutating func readMappings() {
        var numbers = Numbers(DomainNameData.mappings)
        var (code, last) = (0, 0)
        while let gap = numbers.next(), let kind = numbers.next() {
            code += gap
            let count = kind < 2 ? numbers.next() ?? 0 : 1
            var target: [Unicode.Scalar] = []
            for _ in 0..<max(1, kind) {
                last += numbers.nextSigned()
                if let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: last)) {
                    target.append(scalar)
                }
            }
            for index in 0..<count {
                let step = kind == 1 ? UInt32(index) : 0
                guard let scalar = Unicode.Scalar(UInt32(code + index)) else { continue }
                mappings[scalar] =
                    step == 0 ? target : target.compactMap { Unicode.Scalar($0.value + step) }
            }
            code += count
        }
    }

    private mutating func readCompositions() {
        var numbers = Numbers(DomainNameData.compositions)
        var (code, first, second) = (0, 0, 0)
        while let gap = numbers.next() {
            code += gap
            first += numbers.nextSigned()
            second += numbers.nextSigned()
            if let scalar = Unicode.Scalar(UInt32(code)), let a = Unicode.Scalar(UInt32(first)),
                let b = Unicode.Scalar(UInt32(second))
            {
                decompositions[scalar] = (a, b)
                compositions[Self.key(a, b)] = scalar
            }
            code += 1
        }
    }

    private static func ranges(_ text: String) -> [ClosedRange<UInt32>] {
        var numbers = Numbers(text)
        var ranges: [ClosedRange<UInt32>] = []
        var end = 0
        while let gap = numbers.next(), let count = numbers.next() {
            ranges.append(UInt32(end + gap)...UInt32(end + gap + count - 1))
            end += gap + count
        }
        return ranges
    }

    /// Decodes numbers of five bits per digit, least significant first; a digit above 31 ends a
    /// number.
    private struct Numbers {
        private var bytes: ArraySlice<UInt8>

        init(_ text: String) { bytes = Array(text.utf8)[...] }

        mutating func next() -> Int? {
            var (value, shift) = (0, 0)
            while let byte = bytes.popFirst() {
                let digit = Self.digit(byte)
                value |= (digit & 31) << shift
                if digit > 31 { return value }
                shift += 5
            }
            return nil
        }

        mutating func nextSigned() -> Int {
            let value = next() ?? 0
            return value & 1 == 0 ? value / 2 : -(value + 1) / 2
        }

        private static func digit(_ byte: UInt8) -> Int {
            switch byte {
            case 0x41...0x5A: Int(byte) - 0x41
            case 0x61...0x7A: Int(byte) - 0x61 + 26
            case 0x30...0x39: Int(byte) - 0x30 + 52
            default: byte == UInt8(ascii: "+") ? 62 : 63
            }
        }
    }
}
