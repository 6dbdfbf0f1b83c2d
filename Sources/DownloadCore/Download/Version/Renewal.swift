/// Judges a response to a request for the whole file while the former file is set aside.
package enum Renewal: Hashable, Sendable {
    /// It is handled like any other response.
    case none
    /// It is not the file: an error page, or an older version.
    case refused(DownloadError)
    /// It is the former file, unchanged.
    case same
    /// It is a new version, of which this is the offer.
    case version(Offer)

    /// Judges a response.
    ///
    /// - Parameters:
    ///   - judgement: Its judgement.
    ///   - status: Its status.
    ///   - file: The former file.
    ///   - isDisproved: Whether the former file's bytes are known to differ from the source's.
    package init(
        _ judgement: Judgement, status: Int?, of file: KnownFile, isDisproved: Bool
    ) {
        guard let offer = judgement.offer else {
            self = .none
            return
        }
        switch file.resemblance(of: offer) {
        case .unrelated(let what):
            self = .refused(DownloadError(.changed, what, status: status))
        case .same where !isDisproved:
            self = .same
        case .version:
            self =
                file.age(of: offer).map { .refused(DownloadError(.changed, $0, status: status)) }
                ?? .version(offer)
        case .same:
            self = .version(offer)
        }
    }
}

extension Judgement {
    /// The offer of a response that has the file or a part of it.
    var offer: Offer? {
        switch self {
        case .part(_, let offer), .whole(let offer), .empty(let offer): offer
        default: nil
        }
    }
}
