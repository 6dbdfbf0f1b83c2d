import DownloadCore

extension ServerCertificate {
    /// The digest of the key as other programs print it: `SHA256:` and base64.
    var fingerprint: String { Self.fingerprint(key) }

    /// Returns a key's digest as other programs print it.
    static func fingerprint(_ key: String) -> String {
        key.hasPrefix("sha256//") ? "SHA256:" + key.dropFirst(8) : key
    }

    /// The host, without its scheme and default port.
    var server: String {
        var name = Substring(host)
        if let slashes = name.firstRange(of: "://") { name = name[slashes.upperBound...] }
        return name.hasSuffix(":443") ? String(name.dropLast(4)) : String(name)
    }

    /// The facts to show, each with its label.
    var facts: [(label: String, text: String)] {
        [
            ("server", server), ("issued to", subject),
            ("issuer", issuer == subject ? "itself (self-signed)" : issuer),
            ("names", names.joined(separator: ", ")), ("valid until", expires),
            ("public key", fingerprint),
        ].filter { !$0.text.isEmpty }
    }
}
