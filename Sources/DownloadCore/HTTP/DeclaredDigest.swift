/// Parses the digests that a server declares for the complete file.
///
/// `Repr-Digest` (RFC 9530) and its predecessor `Digest` (RFC 3230) cover the representation.
/// `Content-Digest` (RFC 9530) covers the body of one response, so it counts only in a 200.
/// `Content-MD5` is ignored: RFC 7231 removed it from HTTP.
package enum DeclaredDigest {
    /// Returns the declared digests with supported algorithms, without duplicates.
    package static func checksums(_ head: ResponseHead) -> [Checksum] {
        var found: [Checksum] = []
        let names = ["repr-digest", "digest"] + (head.status == 200 ? ["content-digest"] : [])
        for name in names {
            guard let list = head.list(name), list.count <= 4096 else { continue }
            for member in list.split(separator: UInt8(ascii: ",")) {
                guard let checksum = checksum(member.trimmed), !found.contains(checksum) else {
                    continue
                }
                found.append(checksum)
            }
        }
        return found
    }

    /// Parses `sha-256=:BASE64:` (RFC 9530) or `SHA-256=BASE64` (RFC 3230).
    private static func checksum(_ member: ArraySlice<UInt8>) -> Checksum? {
        guard let equals = member.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let algorithm: Checksum.Algorithm
        switch member[..<equals].trimmed.fieldText.asciiLowercased {
        case "sha-256": algorithm = .sha256
        case "sha-512": algorithm = .sha512
        case "sha", "sha-1": algorithm = .sha1
        case "md5": algorithm = .md5
        default: return nil
        }
        var value = member[(equals + 1)...].trimmed
        if value.first == UInt8(ascii: ":") {
            value = value.dropFirst().prefix { $0 != UInt8(ascii: ":") }
        } else {
            value = value.prefix { $0 != UInt8(ascii: ";") }.trimmed
        }
        guard let bytes = Base64.decode(value), bytes.count * 2 == algorithm.digits else {
            return nil
        }
        return Checksum(algorithm.rawValue + ":" + hexadecimal(bytes))
    }
}
