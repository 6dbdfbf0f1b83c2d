import DownloadCore

/// The JSON form of `TransportOptions`; default values are left out.
struct StoredTransport: Codable {
    var headers: [String]?
    var userAgent: String?
    var referer: String?
    var cookieFile: String?
    var cookies: String?
    var usesNetrc: Bool?
    var credentials: String?
    var bearer: String?
    var proxy: String?
    var certificateAuthority: String?
    var clientCertificate: String?
    var clientKey: String?
    var insecure: Bool?
    var hostKey: String?
    var ftpSecurity: String?
    var addressFamily: String?
    var interface: String?
    var httpVersion: String?

    init(_ options: TransportOptions) {
        headers = options.headers.isEmpty ? nil : options.headers
        userAgent = options.userAgent
        referer = options.referer
        cookieFile = options.cookieFile
        cookies = options.cookies
        usesNetrc = options.usesNetrc ? true : nil
        credentials = options.credentials
        bearer = options.bearer
        proxy = options.proxy
        certificateAuthority = options.certificateAuthority
        clientCertificate = options.clientCertificate
        clientKey = options.clientKey
        insecure = options.insecure ? true : nil
        hostKey = options.hostKey
        ftpSecurity = options.ftpSecurity == .off ? nil : options.ftpSecurity.rawValue
        addressFamily = options.addressFamily == .any ? nil : options.addressFamily.rawValue
        interface = options.interface
        httpVersion = options.httpVersion == .http1 ? nil : options.httpVersion.rawValue
    }

    var options: TransportOptions {
        var options = TransportOptions()
        options.headers = headers ?? []
        options.userAgent = userAgent
        options.referer = referer
        options.cookieFile = cookieFile
        options.cookies = cookies
        options.usesNetrc = usesNetrc ?? false
        options.credentials = credentials
        options.bearer = bearer
        options.proxy = proxy
        options.certificateAuthority = certificateAuthority
        options.clientCertificate = clientCertificate
        options.clientKey = clientKey
        options.insecure = insecure ?? false
        options.hostKey = hostKey
        options.ftpSecurity = ftpSecurity.flatMap { .init(rawValue: $0) } ?? .off
        options.addressFamily = addressFamily.flatMap { .init(rawValue: $0) } ?? .any
        options.interface = interface
        options.httpVersion = httpVersion.flatMap { .init(rawValue: $0) } ?? .http1
        return options
    }
}
