/// Mirrors that no user has named, but a server (RFC 6249).
extension Download {
    /// The most sources of one download that servers may name.
    private static let mostOffered = 8

    /// Takes up the mirrors that a server names, as sources whose bytes are compared like those of
    /// any other.
    ///
    /// Bytes that are compared in one place may be others elsewhere, so only a strong digest of the
    /// whole file lets mirrors in that nobody has chosen (RFC 6249 section 6). And a file that comes
    /// over TLS does not come in the clear because its server says so.
    mutating func adopt(_ mirrors: [String], namedBy server: String) {
        guard !mirrors.isEmpty, !sources.distrustsOffered, (plan.length ?? 0) >= policy.smallFile,
            expectedDigest?.checksum.algorithm.isStrong == true
        else { return }
        let isSecure = [server, request.sources.first ?? ""].contains {
            (try? SourceURL($0))?.scheme == .https
        }
        for text in mirrors where sources.count(where: \.isOffered) < Download.mostOffered {
            guard let url = try? SourceURL(text), url.user == nil, url.isHTTP,
                url.scheme == .https || !isSecure,
                !sources.contains(where: { (try? SourceURL($0.url)) == url })
            else { continue }
            sources.append([SourceWork(url.text, isOffered: true)])
        }
    }

    /// Whether a file whose digest is another is to be fetched again, from the sources that the user
    /// has named: some of its bytes came from one that a server has named, or may have in an earlier
    /// run.
    package var refetchesMismatch: Bool {
        !sources.distrustsOffered
            && sources.contains { $0.isOffered && (version.isFromDisk || !$0.written.isEmpty) }
    }

    /// The whole file has another digest: drops what mirrors have given that a server has named.
    mutating func mismatched(_ error: DownloadError, at now: Now) -> [Effect] {
        guard state == .finishing else { return [] }
        note("\(error.cause); fetches again without the mirrors that the server named", at: now)
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
