import DownloadCore

/// The exit codes of aria2, which the key `errorCode` reports.
enum ErrorCode: Int, Sendable {
    case finished = 0
    case unknown = 1
    case timedOut = 2
    case notFound = 3
    case network = 6
    case cannotResume = 8
    case diskFull = 9
    case alreadyDownloading = 11
    case fileExists = 13
    case fileSystem = 17
    case nameResolution = 19
    case metalink = 20
    case ftpCommand = 21
    case httpResponse = 22
    case redirects = 23
    case authorization = 24
    case serverBusy = 29
    case removed = 31
    case checksum = 32

    /// Creates the code of an error.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - scheme: The scheme of the download's URL.
    init(_ error: DownloadError, scheme: SourceURL.Scheme?) {
        self =
            switch error.kind {
            case .unknownHost: .nameResolution
            case .unreachable, .connection, .cutShort: .network
            case .timeout: .timedOut
            case .status where scheme?.isFTP == true: .ftpCommand
            case .status: error.status == 404 ? .notFound : .httpResponse
            case .busy: .serverBusy
            case .credentials, .expired: .authorization
            case .badResponse where error.isOfMetalink: .metalink
            case .badResponse: .httpResponse
            case .changed: .cannotResume
            case .redirect: .redirects
            case .diskFull: .diskFull
            case .disk: .fileSystem
            case .inUse: .alreadyDownloading
            case .nameTaken: .fileExists
            case .checksum: .checksum
            // aria2 has no code for the others.
            default: .unknown
            }
    }
}

extension DownloadError {
    /// Whether a Metalink could not be used.
    ///
    /// It has no kind of its own; its cause begins with these words.
    fileprivate var isOfMetalink: Bool { cause.hasPrefix("the Metalink cannot be used") }
}
