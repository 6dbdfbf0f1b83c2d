/// Normalizes text to NFC (UAX 15), given that its compatibility characters are already mapped.
enum Composition {
    private static let (syllables, leads, vowels, tails) = (0xAC00, 0x1100, 0x1161, 0x11A7)
    private static let (vowelCount, tailCount, leadCount) = (21, 28, 19)

    /// Returns the scalars in composed form.
    static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var starter: Int?
        var lastClass: UInt8 = 0
        for scalar in decomposed(scalars) {
            let own = combiningClass(scalar)
            if let starter, lastClass < own || starter == result.count - 1,
                let composite = pair(result[starter], scalar)
            {
                result[starter] = composite
                continue
            }
            if own == 0 { starter = result.count }
            lastClass = own
            result.append(scalar)
        }
        return result
    }

    private static func decomposed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        for scalar in scalars { decompose(scalar, into: &result) }
        // Canonical ordering: a stable sort of the marks after a starter by combining class.
        var index = 1
        while index < result.count {
            let own = combiningClass(result[index])
            if own > 0, index > 0, combiningClass(result[index - 1]) > own {
                result.swapAt(index, index - 1)
                index = max(1, index - 1)
            } else {
                index += 1
            }
        }
        return result
    }

    private static func decompose(_ scalar: Unicode.Scalar, into result: inout [Unicode.Scalar]) {
        let syllable = Int(scalar.value) - syllables
        if 0..<(leadCount * vowelCount * tailCount) ~= syllable {
            let tail = syllable % tailCount
            let parts = [
                leads + syllable / (vowelCount * tailCount),
                vowels + syllable / tailCount % vowelCount,
            ]
            result += (tail == 0 ? parts : parts + [tails + tail]).compactMap {
                Unicode.Scalar(UInt32($0))
            }
        } else if let (first, second) = DomainNameTables.shared.decompositions[scalar] {
            decompose(first, into: &result)
            result.append(second)
        } else {
            result.append(scalar)
        }
    }

    private static func pair(
        _ first: Unicode.Scalar, _ second: Unicode.Scalar
    ) -> Unicode.Scalar? {
        let (a, b) = (Int(first.value), Int(second.value))
        if 0..<leadCount ~= a - leads, 0..<vowelCount ~= b - vowels {
            let syllable = ((a - leads) * vowelCount + b - vowels) * tailCount
            return Unicode.Scalar(UInt32(syllables + syllable))
        }
        if 0..<(leadCount * vowelCount * tailCount) ~= a - syllables,
            (a - syllables) % tailCount == 0, 1..<tailCount ~= b - tails
        {
            return Unicode.Scalar(UInt32(a + b - tails))
        }
        return DomainNameTables.shared.composition(of: first, second)
    }

    private static func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
        scalar.properties.canonicalCombiningClass.rawValue
    }
}
