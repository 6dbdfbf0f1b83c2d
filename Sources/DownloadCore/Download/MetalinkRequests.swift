extension Metalink {
    /// A request for each file, in place of one for the Metalink.
    ///
    /// The mirrors that were given are of its one file; those that are named as Metalinks are of the
    /// Metalink itself.
    ///
    /// - Parameters:
    ///   - request: What was asked for: how to fetch, and where files go to.
    ///   - folder: The folder for a file by its name; `nil` is the request's. Not asked when the
    ///     request has a name.
    /// - Returns: One request a file, in the Metalink's order.
    /// - Throws: `DownloadError` of kind `.badResponse` when a name or a digest was given and there
    ///   are several files.
    package func requests(
        inPlaceOf request: DownloadRequest, folder: (String) -> String? = { _ in nil }
    ) throws(DownloadError) -> [DownloadRequest] {
        guard files.count == 1 || request.name == nil else {
            throw DownloadError(.badResponse, "it has several files: a name goes with one")
        }
        // To fetch them without the check that was asked for would be no answer.
        guard files.count == 1 || request.checksum == nil else {
            throw DownloadError(.badResponse, "it has several files: a checksum goes with one")
        }
        return files.map { file in
            var one = request
            file.fill(&one)
            if files.count == 1 { one.sources += Self.mirrors(request).filter(one.isNew) }
            if request.name == nil {
                one.directory = folder(file.name) ?? one.directory
                file.place(&one)
            }
            return one
        }
    }

    /// What is not done of what was asked for, and why, to be read behind the name of the first
    /// file; `nil` when all of it is.
    package func refusal(of request: DownloadRequest) -> String? {
        guard files.count > 1, !Self.mirrors(request).isEmpty else { return nil }
        return "goes without the mirrors: its Metalink has \(files.count) files, mirrors are of one"
    }

    /// The mirrors of a request that can be of a Metalink's file.
    private static func mirrors(_ request: DownloadRequest) -> [String] {
        request.sources.dropFirst().filter { !isName($0) }
    }
}

extension DownloadRequest {
    fileprivate func isNew(_ source: String) -> Bool { !sources.contains(source) }
}

extension Metalink.File {
    /// Its name, without the folders that it lies in.
    package var name: String { path.last ?? "" }

    /// Asks for this file; a digest that a person gave stays, and so does the wish for none.
    package func fill(_ request: inout DownloadRequest) {
        request.sources = sources
        request.length = length
        request.metalink = .file
        guard request.digestSource != .none else { return }
        request.checksum = request.checksum ?? checksums.strongest
        request.pieces = pieces
    }

    /// Puts the file where it lies in the Metalink, under the request's folder.
    package func place(_ request: inout DownloadRequest) {
        request.directory = ([request.directory] + path.dropLast()).joined(separator: "/")
        request.name = path.last
    }
}
