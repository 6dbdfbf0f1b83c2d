extension Metalink {
    /// Returns a request for each file, in place of the one for the Metalink.
    ///
    /// Mirrors in the request belong to its single file; mirrors named like Metalinks belong to the
    /// Metalink itself.
    ///
    /// - Parameters:
    ///   - request: The original request: how to fetch, and where files are saved.
    ///   - folder: Returns the folder for a file by its name; `nil` is the request's own.
    /// - Returns: One request per file, in the Metalink's order.
    /// - Throws: `DownloadError` of kind `.badResponse` when a name or a digest was given and there
    ///   are several files.
    package func requests(
        inPlaceOf request: DownloadRequest, folder: (String) -> String? = { _ in nil }
    ) throws(DownloadError) -> [DownloadRequest] {
        guard files.count == 1 || request.name == nil else {
            throw DownloadError(
                .badResponse, "it lists several files, and a name applies to a single file")
        }
        // Fetching them without the requested check would ignore the request.
        guard files.count == 1 || request.checksum == nil else {
            throw DownloadError(
                .badResponse, "it lists several files, and a checksum applies to a single file")
        }
        return files.enumerated().map { index, file in
            var one = request
            if index > 0 { one.gid = nil }
            file.fill(&one)
            if files.count == 1 { one.sources += Self.mirrors(request).filter(one.isNew) }
            if request.name == nil {
                one.directory = folder(file.name) ?? one.directory
                file.place(&one)
            }
            return one
        }
    }

    /// Returns which part of the request is ignored, and why; `nil` when none is.
    ///
    /// The text follows the name of the first file.
    package func refusal(of request: DownloadRequest) -> String? {
        guard files.count > 1, !Self.mirrors(request).isEmpty else { return nil }
        return
            "mirrors ignored: its Metalink lists \(files.count) files, and mirrors apply to"
            + " a single file"
    }

    /// The mirrors of a request that may serve a Metalink's file.
    private static func mirrors(_ request: DownloadRequest) -> [String] {
        request.sources.dropFirst().filter { !isName($0) }
    }
}

extension DownloadRequest {
    fileprivate func isNew(_ source: String) -> Bool { !sources.contains(source) }
}

extension Metalink.File {
    /// Its name without its folders.
    package var name: String { path.last ?? "" }

    /// Fills in the sources, length and digests of this file.
    ///
    /// A digest from the user is kept, and so is the choice of none.
    package func fill(_ request: inout DownloadRequest) {
        request.sources = sources
        request.length = length
        request.metalink = .file
        guard request.digestSource != .none else { return }
        request.checksum = request.checksum ?? checksums.strongest
        request.pieces = pieces
    }

    /// Sets the file's path in the Metalink, under the request's folder.
    package func place(_ request: inout DownloadRequest) {
        request.directory = ([request.directory] + path.dropLast()).joined(separator: "/")
        request.name = path.last
    }
}
