extension Judgement {
    /// The length in bytes below which a text may be an error message.
    private static let mostMessage: Int64 = 64 << 10

    /// Returns why the first response for a file of this name is hardly that file.
    ///
    /// - Returns: What it is instead; `nil` if it may well be the file.
    package func doubt(named name: String) -> SourceDoubt? {
        guard let offer else { return nil }
        if case .empty = self { return .empty }
        if offer.length == 0 { return .empty }
        guard let type = MediaType(offer.mediaType), type.isDocument,
            !MediaType.mayBeDocument(named: name),
            type.isPage || offer.length ?? 0 < Self.mostMessage
        else { return nil }
        return type.isPage ? .page : .text(type.text)
    }
}
