/// Selects the digest for the finished file.
extension Download {
    /// The digest that the file is verified against.
    package var expectedDigest: ExpectedDigest? { digestSearch.expected(of: request) }

    /// Requests the checksum file, once, as soon as the server has shown that it has the file.
    ///
    /// A missing checksum file must show before the file is fetched.
    mutating func seekDigest() -> [Effect] {
        guard digestSearch.isLacking(for: request), !digestSearch.isSeeking,
            !sources.leading.url.isEmpty
        else { return [] }
        let url = sources.leading.url
        digestSearch.begin()
        var names: [String] = []
        for name in [
            FileName.fromURL(url), FileName.fromURL(sources.url(of: sources.primary)), name,
        ] {
            if let name, !names.contains(name) { names.append(name) }
        }
        return [.findDigest(url: url, names: names)]
    }

    /// The name for the complete file, if it is free.
    var finalName: String { request.name ?? version.offeredName ?? name }

    /// Verifies the complete file as soon as its digest is known.
    mutating func check(at now: Now) -> [Effect] {
        if digestSearch.isLacking(for: request) { return seekDigest() }
        return settlePieces(at: now) ?? [.finishPart(name: finalName, expectedDigest)]
    }

    mutating func digestFound(
        _ result: Result<ExpectedDigest, DownloadError>, at now: Now
    ) -> [Effect] {
        guard digestSearch.end(try? result.get()) else { return [] }
        switch (result, state) {
        case (.success(let digest), _):
            note("to be verified: \(digest.words)", at: now)
            return state == .finishing ? check(at: now) : []
        case (.failure(let error), .running), (.failure(let error), .finishing):
            let effects = stopLanes()
            note(error.cause, at: now)
            move(to: .failed(error))
            return effects + (version.hasPart ? [.syncPart] : [])
        case (.failure, _):
            return []
        }
    }
}
