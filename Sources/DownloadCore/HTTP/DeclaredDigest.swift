/// The digests of the whole file that a server declares.
///
/// Read are `Repr-Digest` (RFC 9530) and its forerunner `Digest` (RFC 3230), both of the
/// representation. `Content-Digest` (RFC 9530) is of one body, so it counts only when that is the
/// whole file: in a 200. `Content-MD5` is not read: RFC 7231 took it out of HTTP.
package enum DeclaredDigest {
    /// The digests in a response's head that this program can compute, without doubles.
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

    /// Reads `sha-256=:BASE64:` (RFC 9530) or `SHA-256=BASE64` (RFC 3230).
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
