import DownloadCore

/// Turns the Metalink at a download's URL into requests that replace the download.
struct MetalinkImport: Sendable {
    /// The result of reading a Metalink.
    struct Files: Sendable {
        /// The requests for its files.
        let requests: [DownloadRequest]
        /// The options of the download that a Metalink cannot honour; `nil` for none.
        let refusal: String?
    }

    /// The download.
    let id: DownloadID
    /// Its request.
    let request: DownloadRequest
    /// The folder for a file by its name; `nil` is the download's own.
    let folder: @Sendable (String) -> String?

    /// Parses a Metalink; it may take long.
    ///
    /// - Throws: `badResponse` when it cannot be used.
    func files(in body: [UInt8]) throws(DownloadError) -> Files {
        let link = try Metalink(body)
        let scope = request.secretScope
        let requests = try link.requests(inPlaceOf: request, folder: folder)
            .map { $0.normalized.withoutSecrets(unlessFor: scope) }
        return Files(requests: requests, refusal: link.refusal(of: request))
    }

    /// Returns the error for an unusable Metalink, with the way out.
    static func failure(_ error: DownloadError) -> DownloadError {
        let cause =
            "invalid Metalink: \(error.cause); to save it as a file, use --metalink file"
        return DownloadError(error.kind, cause, status: error.status)
    }
}
