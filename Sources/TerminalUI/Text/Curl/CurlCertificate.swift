/// The value of curl's `--cert`: the path of a certificate, and often its passphrase.
struct CurlCertificate {
    /// The path, without escapes.
    let path: String
    /// Whether a passphrase follows the path.
    let hasPassphrase: Bool

    /// Splits `PATH:PASSPHRASE`; in the path, `\:` is a colon and `\\` a backslash.
    init(_ value: String) {
        let colon = UInt8(ascii: ":")
        let backslash = UInt8(ascii: "\\")
        var rest = Array(value.utf8)[...]
        var bytes: [UInt8] = []
        while let byte = rest.popFirst(), byte != colon {
            guard byte == backslash, let next = rest.first, next == colon || next == backslash
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(next)
            rest.removeFirst()
        }
        path = String(decoding: bytes, as: UTF8.self)
        hasPassphrase = !rest.isEmpty
    }
}
