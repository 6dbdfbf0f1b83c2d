/// Which digest the finished file must have.
extension Download {
    /// The digest that the file is checked against: the person's, else that of a file of checksums,
    /// else the strongest that the server declares.
    package var expectedDigest: ExpectedDigest? {
        if let checksum = request.checksum { return ExpectedDigest(checksum, from: .person) }
        switch request.digestSource {
        case .none: return nil
        case .file: return found
        case .server: return declared.strongest.map { ExpectedDigest($0, from: .server) }
        }
    }

    /// Whether a file of checksums is wanted and has not said anything yet.
    private var lacksDigest: Bool {
        request.checksum == nil && request.digestSource == .file && found == nil
    }

    /// Asks for the file of checksums, once, as soon as the server has shown that it has the file:
    /// who lacks it is to know before the file is fetched.
    mutating func seekDigest() -> [Effect] {
        guard lacksDigest, !seeksDigest, !leading.url.isEmpty else { return [] }
        let url = leading.url
        seeksDigest = true
        var names: [String] = []
        for name in [FileName.fromURL(url), FileName.fromURL(leadURL), name] {
            if let name, !names.contains(name) { names.append(name) }
        }
        return [.findDigest(url: url, names: names)]
    }

    /// The name that the whole file gets, if it is free.
    var finalName: String { request.name ?? offeredName ?? name }

    /// Checks the whole file, as soon as it is known against what.
    mutating func check(at now: Now) -> [Effect] {
        if lacksDigest { return seekDigest() }
        return settlePieces(at: now) ?? [.finishPart(name: finalName, expectedDigest)]
    }

    mutating func digestFound(
        _ result: Result<ExpectedDigest, DownloadError>, at now: Now
    ) -> [Effect] {
        guard seeksDigest, found == nil else { return [] }
        seeksDigest = false
        switch (result, state) {
        case (.success(let digest), _):
            found = digest
            note("will be checked: \(digest.words)", at: now)
            return state == .finishing ? check(at: now) : []
        case (.failure(let error), .running), (.failure(let error), .finishing):
            let effects = stopLanes()
            note(error.cause, at: now)
            state = .failed(error)
            return effects + (hasPart ? [.syncPart] : [])
        case (.failure, _):
            return []
        }
    }
}
