/// A reproducible random number generator: SplitMix64.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A text with a few bytes changed, duplicated, dropped or replaced by another's.
    mutating func mutation(of bytes: [UInt8], with others: [[UInt8]]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...Int.random(in: 0..<4, using: &self) {
            let position = Int.random(in: 0...bytes.count, using: &self)
            let count = min(bytes.count - position, Int.random(in: 0..<5, using: &self))
            let old = position..<(position + count)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes.removeSubrange(old)
            case 1: bytes.insert(contentsOf: Array(bytes[old]), at: position)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &self), at: position)
            case 3:
                let digits = ["0", "-1", "9223372036854775807", "9223372036854775808", "99999"]
                bytes.insert(
                    contentsOf: (digits.randomElement(using: &self) ?? "").utf8, at: position)
            case 4:
                let other = others.randomElement(using: &self) ?? []
                let start = Int.random(in: 0...other.count, using: &self)
                bytes.replaceSubrange(old, with: other[start...].prefix(12))
            default:
                let hostile: [UInt8] =
                    Array("\"'\\/;=,:%[]@?#<>* \r\n\t".utf8) + [0, 127, 128, 255]
                bytes.insert(hostile.randomElement(using: &self) ?? 0, at: position)
            }
        }
        return bytes
    }
}
