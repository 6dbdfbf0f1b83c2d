import Crypto
import DownloadCore

/// Finds the public key in an X.509 certificate (RFC 5280 section 4.1).
enum PublicKeyInfo {
    /// Returns the digest of the public key of a certificate in PEM form: `sha256//` and base64.
    ///
    /// It is what libcurl compares with `CURLOPT_PINNEDPUBLICKEY`: the digest of the DER encoding
    /// of the SubjectPublicKeyInfo.
    ///
    /// - Parameter pem: The text of the certificate, which comes from the server.
    /// - Returns: `nil` when the text is not a certificate.
    static func digest(ofPEM pem: String) -> String? {
        let lines = pem.split(whereSeparator: \.isNewline)
        guard let start = lines.firstIndex(where: { $0.contains("BEGIN CERTIFICATE") }) else {
            return nil
        }
        let body = lines[(start + 1)...].prefix { !$0.hasPrefix("-----") }.joined()
        guard let der = Base64.decode(body.utf8), let key = range(inCertificate: der) else {
            return nil
        }
        return "sha256//" + Base64.encode(Array(SHA256.hash(data: der[key])))
    }

    /// Returns the position of the SubjectPublicKeyInfo in a certificate in DER form.
    static func range(inCertificate der: [UInt8]) -> Range<Int>? {
        guard let certificate = element(in: der, at: 0..<der.count), certificate.tag == sequence,
            let signed = element(in: der, at: certificate.content), signed.tag == sequence
        else { return nil }
        var rest = signed.content
        // The version is optional; serial number, algorithm, issuer, validity and subject are not.
        var left = 6
        if let first = element(in: der, at: rest), first.tag != version { left = 5 }
        for _ in 0..<left {
            guard let field = element(in: der, at: rest) else { return nil }
            rest = field.whole.upperBound..<rest.upperBound
        }
        guard let key = element(in: der, at: rest), key.tag == sequence else { return nil }
        return key.whole
    }

    private static let sequence: UInt8 = 0x30
    private static let version: UInt8 = 0xA0

    private struct Element {
        var tag: UInt8
        var content: Range<Int>
        var whole: Range<Int>
    }

    /// Reads the tag and the length of the first element in a range.
    private static func element(in der: [UInt8], at range: Range<Int>) -> Element? {
        guard range.count >= 2 else { return nil }
        let tag = der[range.lowerBound]
        var start = range.lowerBound + 2
        var length = Int(der[range.lowerBound + 1])
        if length >= 0x80 {
            // Certificates are far shorter than four bytes of length can tell.
            let bytes = length & 0x7F
            guard 1...3 ~= bytes, range.upperBound - start >= bytes else { return nil }
            length = der[start..<start + bytes].reduce(0) { $0 << 8 | Int($1) }
            start += bytes
        }
        guard range.upperBound - start >= length else { return nil }
        return Element(
            tag: tag, content: start..<start + length, whole: range.lowerBound..<start + length)
    }
}
