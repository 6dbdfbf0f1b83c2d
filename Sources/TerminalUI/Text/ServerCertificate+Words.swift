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

    /// Returns a date such as `Dec 27 16:34:08 2026 GMT` as dates are shown elsewhere.
    private static func date(_ text: String) -> String {
        let months = "JanFebMarAprMayJunJulAugSepOctNovDec"
        let words = text.split(separator: " ")
        guard words.count == 5, words[0].count == 3, let start = months.firstRange(of: words[0]),
            let day = Int(words[1]), words[2].count == 8
        else { return text }
        let month = months.distance(from: months.startIndex, to: start.lowerBound) / 3 + 1
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(words[3])-\(two(month))-\(two(day)) \(words[2].prefix(5)) \(words[4])"
    }

    /// The facts to show, each with its label.
    var facts: [(label: String, text: String)] {
        [
            ("server", server), ("issued to", subject),
            ("issuer", issuer == subject ? "itself (self-signed)" : issuer),
            ("names", names.joined(separator: ", ")), ("valid until", Self.date(expires)),
            ("public key", fingerprint),
        ].filter { !$0.text.isEmpty }
    }
}
