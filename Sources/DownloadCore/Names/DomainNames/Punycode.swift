/// Encodes internationalized labels in letters, digits and hyphens (RFC 3492).
enum Punycode {
    private static let (base, low, high, skew, damp) = (36, 1, 26, 38, 700)
    private static let (firstBias, firstCode) = (72, 0x80)

    /// Encodes a label, without the prefix `xn--`.
    static func encoded(_ label: [Unicode.Scalar]) -> String {
        var output = label.filter(\.isASCII).map { UInt8($0.value) }
        let basic = output.count
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (code, delta, bias, handled) = (firstCode, 0, firstBias, basic)
        while handled < label.count {
            let next = label.lazy.map { Int($0.value) }.filter { $0 >= code }.min() ?? code
            delta += (next - code) * (handled + 1)
            code = next
            for scalar in label {
                if scalar.value < code { delta += 1 }
                guard scalar.value == code else { continue }
                var rest = delta
                var position = base
                while case let threshold = threshold(position, bias), rest >= threshold {
                    output.append(digit(threshold + (rest - threshold) % (base - threshold)))
                    rest = (rest - threshold) / (base - threshold)
                    position += base
                }
                output.append(digit(rest))
                bias = adapted(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Decodes the part of a label after `xn--`; returns `nil` if it is invalid.
    static func decoded(_ text: Substring) -> [Unicode.Scalar]? {
        let bytes = Array(text.utf8)
        // No valid label is longer, and the work grows with the square of the length.
        guard bytes.count < DomainName.longestLabel else { return nil }
        let delimiter = bytes.lastIndex(of: UInt8(ascii: "-"))
        var output = bytes[..<(delimiter ?? 0)].map { Unicode.Scalar($0) }
        var rest = bytes[(delimiter.map { $0 + 1 } ?? 0)...]
        guard !rest.isEmpty else { return nil }
        var (code, index, bias) = (firstCode, 0, firstBias)
        while !rest.isEmpty {
            let before = index
            var weight = 1
            var position = base
            while true {
                guard let byte = rest.popFirst(), let value = value(of: byte) else { return nil }
                index += value * weight
                guard index <= Int(Int32.max) else { return nil }
                let threshold = threshold(position, bias)
                if value < threshold { break }
                weight *= base - threshold
                guard weight <= Int(Int32.max) else { return nil }
                position += base
            }
            let count = output.count + 1
            bias = adapted(index - before, count, isFirst: before == 0)
            code += index / count
            index %= count
            guard code <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
            output.insert(scalar, at: index)
            index += 1
        }
        return output
    }

    private static func threshold(_ position: Int, _ bias: Int) -> Int {
        min(max(position - bias, low), high)
    }

    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var steps = 0
        while delta > (base - low) * high / 2 {
            delta /= base - low
            steps += base
        }
        return steps + (base - low + 1) * delta / (delta + skew)
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(value < 26 ? value + 0x61 : value - 26 + 0x30)
    }

    private static func value(of byte: UInt8) -> Int? {
        if byte.isDigit { return Int(byte) - 0x30 + 26 }
        return byte.isLetter ? Int(byte.lowercased) - 0x61 : nil
    }
}
