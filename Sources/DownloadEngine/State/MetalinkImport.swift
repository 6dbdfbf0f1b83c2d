import DownloadCore

/// Turns the Metalink that a download's URL leads to into requests in place of the download's own.
struct MetalinkImport: Sendable {
    /// What a Metalink amounts to.
    struct Files: Sendable {
        /// What to fetch.
        let requests: [DownloadRequest]
        /// What the download asked for and cannot have of a Metalink; `nil` for nothing.
        let refusal: String?
    }

    /// The download.
    let id: DownloadID
    /// What it asks for.
    let request: DownloadRequest
    /// The folder for a file by its name; `nil` is the download's own.
    let folder: @Sendable (String) -> String?

    /// Reads a Metalink; it may take long.
    ///
    /// - Throws: `badResponse` when it cannot be used.
    func files(in body: [UInt8]) throws(DownloadError) -> Files {
        let link = try Metalink(body)
        let scope = request.secretScope
        let requests = try link.requests(inPlaceOf: request, folder: folder)
            .map { $0.normalized.withoutSecrets(unlessFor: scope) }
        return Files(requests: requests, refusal: link.refusal(of: request))
    }

    /// The error of a Metalink that cannot be used, with the way out.
    static func failure(_ error: DownloadError) -> DownloadError {
        let cause =
            "the Metalink cannot be used: \(error.cause); to keep it as a file, say --metalink file"
        return DownloadError(error.kind, cause, status: error.status)
    }
}
