/// Mirrors that a server has named, not the user (RFC 6249).
extension Download {
    /// The maximum number of sources that servers may add to a download.
    private static let mostOffered = 8

    /// Adds the mirrors that a server names, as sources whose bytes are compared like any other's.
    ///
    /// Files that agree where they are compared may differ elsewhere. So mirrors that the user has
    /// not chosen require a strong digest of the whole file (RFC 6249 section 6). A file fetched
    /// over TLS is not fetched in the clear because its server says so.
    mutating func adopt(_ mirrors: [String], namedBy server: String) {
        guard !mirrors.isEmpty, !sources.distrustsOffered, (plan.length ?? 0) >= policy.smallFile,
            expectedDigest?.checksum.algorithm.isStrong == true
        else { return }
        let isSecure = [server, request.sources.first ?? ""].contains {
            (try? SourceURL($0))?.scheme.usesTLS == true
        }
        for text in mirrors where sources.count(where: \.isOffered) < Download.mostOffered {
            guard let url = try? SourceURL(text), url.user == nil, url.isHTTP,
                url.scheme.usesTLS || !isSecure,
                !sources.contains(where: { (try? SourceURL($0.url)) == url })
            else { continue }
            sources.append([SourceWork(url.text, isOffered: true)])
        }
    }

    /// Whether a file with the wrong digest is fetched again from the sources that the user named.
    ///
    /// That is so when a server-named mirror provided some of its bytes, or may have in an earlier
    /// run.
    package var refetchesMismatch: Bool {
        !sources.distrustsOffered
            && sources.contains { $0.isOffered && (version.isFromDisk || !$0.written.isEmpty) }
    }

    /// Handles a wrong digest of the whole file: drops the bytes from server-named mirrors.
    mutating func mismatched(_ error: DownloadError, at now: Now) -> [Effect] {
        guard state == .finishing else { return [] }
        note("\(error.cause); fetching again without the mirrors that the server offered", at: now)
        sources.distrustsOffered = true
        var wrong = ByteRangeSet()
        for index in sources.indices where sources[index].isOffered {
            for range in sources[index].written.ranges { wrong.insert(range) }
            sources[index].state = .dropped(error)
            sources[index].lastError = error
        }
        move(to: .running)
        var effects: [Effect] = []
        if sources.leading.isOffered { effects += replaceLead(at: now) }
        let isOwned =
            sources.owner.map { sources.indices.contains($0) && sources[$0].isOffered } ?? false
        guard !isOwned, version.hasPart, let length = plan.length else {
            forget()
            return effects
        }
        if version.isFromDisk || wrong.isEmpty { wrong = ByteRangeSet([ByteRange(0, length)]) }
        return effects + dropBytes(wrong, at: now)
    }
}
