/// Parses IP addresses into bytes, for comparison with networks.
enum AddressBytes {
    /// Returns the 4 bytes of a dotted decimal address; `nil` if it is invalid.
    static func version4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part in
            part.utf8.allSatisfy(\.isDigit) && part.utf8.count <= 3 ? UInt8(part) : nil
        }
        return bytes.count == 4 ? bytes : nil
    }

    /// Returns the 16 bytes of an IPv6 address (RFC 4291 section 2.2); `nil` if it is invalid.
    static func version6(_ text: some StringProtocol) -> [UInt8]? {
        var front: [UInt8] = []
        var back: [UInt8]?
        var groups = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        if groups.count > 2, groups.first?.isEmpty == true { groups = groups.dropFirst() }
        if groups.count > 1, groups.last?.isEmpty == true { groups = groups.dropLast() }
        for (index, group) in zip(groups.indices, groups) {
            let bytes: [UInt8]
            if group.isEmpty {
                guard back == nil else { return nil }
                back = []
                continue
            } else if index == groups.indices.last, let last = version4(group) {
                bytes = last
            } else {
                guard group.utf8.count <= 4, let value = UInt16(group, radix: 16) else {
                    return nil
                }
                bytes = [UInt8(value >> 8), UInt8(value & 255)]
            }
            if back == nil { front += bytes } else { back?.append(contentsOf: bytes) }
        }
        guard let back else { return front.count == 16 ? front : nil }
        guard front.count + back.count <= 14 else { return nil }
        return front + [UInt8](repeating: 0, count: 16 - front.count - back.count) + back
    }
}
