import CLibcurl
import DownloadCore

/// Reads the certificate that a server presents, without sending it a request.
///
/// Used on the loop's thread only.
final class CertificateProbe: TransferDelegate {
    /// The scheme, host and port of the server.
    let host: String
    /// libcurl's handle.
    let handle: EasyHandle
    /// Receives the certificate, on the loop's thread; `nil` when the server presented none.
    let end: (ServerCertificate?) -> Void

    /// Creates a probe; the pool sets its handle's options and adds it to the loop.
    init(of host: String, handle: EasyHandle, end: @escaping (ServerCertificate?) -> Void) {
        self.host = host
        self.handle = handle
        self.end = end
    }

    /// The certificate, after the handshake.
    var certificate: ServerCertificate? {
        var facts: [String: String] = [:]
        var line = pdl_get_certificate(handle.pointer)
        while let fact = line {
            let text = String(cString: fact.pointee.data)
            if let colon = text.firstIndex(of: ":") {
                facts[String(text[..<colon])] = String(text[text.index(after: colon)...])
            }
            line = fact.pointee.next
        }
        guard let key = facts["Cert"].flatMap(PublicKeyInfo.digest) else { return nil }
        var certificate = ServerCertificate(host: host, key: key)
        certificate.subject = facts["Subject"] ?? ""
        certificate.issuer = facts["Issuer"] ?? ""
        certificate.expires = facts["Expire date"] ?? ""
        certificate.names = Self.names(facts["X509v3 Subject Alternative Name"] ?? "")
        return certificate.bounded
    }

    /// Returns the names in the text of a subject's alternative names.
    private static func names(_ text: String) -> [String] {
        text.split(separator: ",").map { name in
            let name = name.drop { $0 == " " }
            let colon = name.firstIndex(of: ":").map { name.index(after: $0) }
            return String(name[(colon ?? name.startIndex)...])
        }
    }
}
