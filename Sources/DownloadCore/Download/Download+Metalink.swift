/// URLs that lead to a Metalink: its files are fetched in its place.
extension Download {
    /// Whether a response is the beginning of a Metalink that is to be read.
    func isMetalink(_ judgement: Judgement, at url: String) -> Bool {
        guard request.metalink == .read, version.identity == nil else { return false }
        switch judgement {
        case .part(_, let offer), .whole(let offer):
            let name = FileName.fromServer(
                contentDisposition: offer.contentDisposition, finalURL: url,
                originalURL: request.sources.first ?? "")
            return Metalink.isMediaType(offer.mediaType) || Metalink.isName(name)
        default: return false
        }
    }

    /// Abandons the response and has the Metalink read.
    mutating func readMetalink(at url: String, now: Now) -> [Effect] {
        let effects = stopLanes()
        forget()
        move(to: .unpacking)
        note("\(Download.shown(url)) is a Metalink", at: now)
        return effects + [.hostAccepted(url: url), .readMetalink(url: url)]
    }

    mutating func metalinkFailed(_ error: DownloadError, at now: Now) -> [Effect] {
        guard state == .unpacking else { return [] }
        note(error.cause, at: now)
        move(to: .failed(error))
        return []
    }
}
