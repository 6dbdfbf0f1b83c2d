extension DownloadRequest {
    /// The name to show and to look for before the server has provided one.
    package var guessedName: String {
        if let name { return name }
        let url = sources.first ?? ""
        return FileName.fromServer(contentDisposition: nil, finalURL: url, originalURL: url)
    }

    /// Returns the file's name: the user's, else the server's, else the URL's.
    func name(offeredBy offer: Offer, at url: String) -> String {
        name ?? serverName(offer, at: url)
    }

    /// Whether a response is the beginning of a Metalink that is to be read.
    func isMetalink(_ judgement: Judgement, at url: String) -> Bool {
        guard metalink == .read else { return false }
        switch judgement {
        case .part(_, let offer), .whole(let offer):
            return Metalink.isMediaType(offer.mediaType)
                || Metalink.isName(serverName(offer, at: url))
        default: return false
        }
    }

    private func serverName(_ offer: Offer, at url: String) -> String {
        FileName.fromServer(
            contentDisposition: offer.contentDisposition, finalURL: url,
            originalURL: sources.first ?? "")
    }

    /// Applies the parts of an edited request that can change while it is fetched.
    ///
    /// - Returns: The new name; `nil` when it stays.
    mutating func edit(_ new: DownloadRequest) -> String? {
        checksum = new.checksum
        digestSource = new.digestSource
        onExists = new.onExists
        transport = new.transport
        overrides = new.overrides
        guard let name = new.name, name != self.name else { return nil }
        let safe = FileName.safe(name, reserving: 0)
        self.name = safe
        return safe
    }
}
