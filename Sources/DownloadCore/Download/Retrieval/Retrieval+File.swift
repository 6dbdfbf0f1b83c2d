/// The file: its bytes on disk, and what is forgotten when they are another's.
extension Retrieval {
    // MARK: Bytes on disk

    /// Adopts the identity and the bytes of a part file.
    mutating func take(_ facts: PartFacts) {
        name = facts.name
        version.take(facts)
        sources.identitySource = .unknown
        pieces.forget()
        restart(length: facts.identity.length, covered: facts.covered)
    }

    /// Adds the bytes of a part file that was opened late to those received.
    mutating func merge(_ facts: PartFacts) -> [Effect] {
        let effects = fetch.stopAll()
        var facts = facts
        for range in plan.covered.ranges { facts.covered.insert(range) }
        take(facts)
        return effects
    }

    /// Keeps only the bytes that a failed disk has written.
    mutating func keep(only covered: ByteRangeSet) {
        version.requireConfirmation()
        pieces.forget()
        if let length = plan.length, !covered.isEmpty {
            restart(length: length, covered: covered)
        } else {
            forget()
        }
        version.hasPart = false
    }

    /// Drops bytes that were found to be wrong.
    mutating func dropBytes(_ wrong: ByteRangeSet) -> [Effect] {
        guard let length = plan.length else { return [] }
        let effects = fetch.stopAll()
        var covered = plan.covered
        for range in wrong.ranges {
            covered.remove(range)
            sources.drop(range)
        }
        if let digests = request.pieces { pieces.drop(wrong, of: digests) }
        restart(length: length, covered: covered)
        return effects + [.dropBytes(wrong)]
    }

    /// Plans the rest of the file, of which `covered` is received.
    private mutating func restart(length: Int64?, covered: ByteRangeSet) {
        fetch.restart(length: length, covered: covered, minimumPiece: policy.minimumPiece)
        if version.isVerified { spread() }
    }

    /// Divides the missing bytes among the wanted lanes.
    mutating func spread() {
        fetch.spread(isDivisible: isDivisible, smallFile: policy.smallFile)
    }

    // MARK: Another file

    /// Forgets the file's identity; the next response provides it again and drops the old bytes.
    ///
    /// - Parameter keepsDigest: Whether the digest from a checksum file is kept: it is the file's,
    ///   whoever sends it.
    mutating func forget(keepsDigest: Bool = false) {
        version.forget()
        forgetAllButVersion(keepsDigest: keepsDigest)
    }

    private mutating func forgetAllButVersion(keepsDigest: Bool = false) {
        fetch.restart(length: nil)
        pieces.forget()
        mode.begin()
        digestSearch.forgetDeclared()
        if !keepsDigest { digestSearch.forgetFound() }
        sources.forgetFile()
    }

    /// Forgets the file and its part file.
    mutating func forgetPart() {
        version.hasPart = false
        forget()
    }

    /// Forgets the file's identity, but keeps its bytes until another file has begun to arrive.
    mutating func setAside(isDisproved: Bool) {
        version.setAside(plan.covered, isDisproved: isDisproved)
        forgetAllButVersion()
    }

    /// Restores the former file: no other has begun to arrive.
    mutating func restoreFormer() {
        guard version.former != nil, let facts = version.takeFormer(name: name) else { return }
        mode.begin()
        take(facts)
    }

    /// Handles a different file at the source.
    ///
    /// It is requested again, once, and then once more as a single stream, which cannot be a mix.
    /// The bytes on disk are dropped when the new file has begun to arrive.
    ///
    /// - Parameters:
    ///   - text: How the change shows.
    ///   - isDisproved: Whether the bytes themselves differ, so that no validator can prove the
    ///     file unchanged.
    /// - Returns: The effects to perform.
    mutating func changed(_ text: String, isDisproved: Bool = false) -> [Effect] {
        note("file changed: \(text)")
        if let first = fetch.laneThatCanFinish {
            version.watch.disputed()
            return consolidate(into: first)
        }
        let effects = fetch.stopAll()
        if version.isResumed, !version.isVerified, policy.asks {
            return effects + ask(.changed(text))
        }
        version.changes += 1
        guard version.changes <= 2 else {
            let cause = "the file keeps changing on the server: \(text)"
            stop(with: .failed(DownloadError(.changed, cause)))
            return effects
        }
        if version.changes == 2 {
            return effects + startOverAsStream(text, isDisproved: isDisproved)
        }
        note("restarting from zero")
        setAside(isDisproved: isDisproved)
        return effects
    }

    /// Starts over with one request without a range, whose response cannot be a mix.
    mutating func startOverAsStream(
        _ reason: String, isDisproved: Bool = true
    ) -> [Effect] {
        note("restarting as a single stream: \(reason)")
        let effects = fetch.stopAll()
        setAside(isDisproved: isDisproved)
        clearFailures()
        version.changes = 2
        mode.goPlain(because: reason)
        return effects
    }

    /// Lets one lane fetch all missing bytes and stops the others.
    mutating func consolidate(into first: LaneID) -> [Effect] {
        note("remainder left to the first connection")
        return fetch.consolidate(into: first)
    }

    // MARK: Requests of the user

    /// Stops all lanes; the next response must confirm that it is still the same file.
    mutating func pause() -> [Effect] {
        let effects = fetch.stopAll()
        fetch.stopWaiting()
        requireReverification()
        if version.identity?.length == nil { setAside(isDisproved: true) }
        return effects + (version.hasPart ? [.syncPart] : [])
    }

    /// Requires the next response to confirm that it is still the same file, and a question to the
    /// user if it is not.
    ///
    /// A stream starts over after every stop anyway.
    mutating func requireReverification() {
        version.requireConfirmation(of: mode.ranges == .given ? plan.received : nil)
    }

    /// Forgets every failure, so that everything is tried again.
    mutating func clearFailures() {
        sources.refresh()
        pieces.clearRounds()
        version.changes = 0
        fetch.clearFailures()
    }

    /// Replaces the URL of the same file.
    mutating func replaceSource(_ url: String) -> [Effect] {
        let effects = fetch.stopAll()
        restoreFormer()
        // The existing part file keeps its name, whatever the new URL ends in.
        if version.hasPart, request.name == nil { request.name = version.offeredName ?? name }
        request.sources = [url] + request.sources.dropFirst()
        // The name belongs to the bytes on disk; without any, it was only a guess.
        if !version.hasPart { name = request.guessedName }
        sources.replace(with: request)
        confirmAnew()
        note("URL replaced")
        updatePolicy()
        // The new server may allow another number of connections.
        if request.fragments == .auto {
            fetch.concurrency.set(.auto, open: 0, most: policy.autoMost)
        }
        digestSearch.forgetFound()
        clearFailures()
        return effects
    }

    /// Replaces the list of mirrors; those that stay keep their state.
    ///
    /// Bytes from a removed mirror are kept, unless they are found to be wrong by other means.
    ///
    /// - Parameters:
    ///   - urls: The URLs of the mirrors.
    ///   - hasNew: Set to whether there are new mirrors.
    /// - Returns: The effects to perform.
    mutating func setMirrors(_ urls: [String], _ hasNew: inout Bool) -> [Effect] {
        guard let first = request.sources.first else { return [] }
        let old = request.sources.count - 1
        request.sources = [first] + urls
        let (gone, added) = sources.changes(to: urls)
        guard !gone.isEmpty || !added.isEmpty else { return [] }
        let effects = gone.isEmpty ? [] : removeSources(gone)
        sources.append(added.map { SourceWork($0) })
        note("mirrors replaced: now \(urls.count), formerly \(old)")
        hasNew = !added.isEmpty
        return effects
    }

    /// Removes sources and stops every lane, since lanes refer to sources by index.
    private mutating func removeSources(_ gone: [Int]) -> [Effect] {
        let effects = fetch.stopAll()
        restoreFormer()
        if sources.remove(gone) { return effects }
        note("\(sources.place(of: sources.primary)) is now the main source")
        if sources.leading.isDropped { sources.leading.state = .untried }
        confirmAnew()
        return effects
    }

    /// Requires another source to confirm the file; a stream starts over.
    private mutating func confirmAnew() {
        version.requireConfirmation(of: plan.received)
        mode.begin()
        if version.identity?.length == nil { forget() }
    }

    /// Applies another number of fragments.
    mutating func setFragments(_ count: FragmentCount) -> [Effect] {
        request.fragments = count
        fetch.concurrency.set(count, open: lanes.count, most: policy.autoMost)
        return version.isVerified ? fetch.shrink(to: fetch.concurrency.target) : []
    }

    /// Applies changed settings before any lane is open.
    mutating func setPolicy(_ common: Download.Policy) {
        updatePolicy(common)
        if fetch.concurrency.tuner != nil {
            fetch.concurrency = Concurrency(request.fragments, most: policy.autoMost)
        }
    }

    /// Starts with the number of lanes that helped last time at this server, unless one was set.
    mutating func begin(withRemembered count: Int) {
        guard request.fragments == .auto, !version.isVerified else { return }
        fetch.concurrency.remember(count, most: policy.autoMost)
    }

    /// Resets a lane's stall timer after a pause; it may stay silent for `seconds`, or as usual.
    mutating func resetStallTimer(_ lane: LaneID, allowing seconds: Double?, at now: Instant) {
        let silent = seconds.map { max(0, policy.stallSeconds - $0) } ?? 0
        fetch.lanes[lane]?.lastByte = now + -silent
    }

    /// Closes lanes for other downloads of the same host.
    mutating func releaseLanes(_ count: Int) -> [Effect] {
        let released = fetch.release(count, of: sources.primary)
        if !released.isEmpty {
            note("releasing \(released.count) of \(released.count + lanes.count) connections")
        }
        return released.map { .stop($0) }
    }

    // MARK: Digests

    /// Requests the checksum file, once, as soon as the server has shown that it has the file.
    ///
    /// A missing checksum file must show before the file is fetched.
    mutating func seekDigest() -> [Effect] {
        let url = sources.leading.url
        let names = digestSearch.begin(
            for: request, urls: [url, sources.url(of: sources.primary)], name: name)
        return names.map { [.findDigest(url: url, names: $0)] } ?? []
    }

    /// Has the pieces verified that have become complete.
    mutating func comparePieces() -> [Effect] {
        guard version.hasPart, let length = plan.length,
            let digests = request.pieceDigests(length),
            let next = pieces.next(of: digests, covered: plan.covered, fileLength: length)
        else { return [] }
        return [.checkPieces(next.pieces, order: next.number)]
    }

    /// Returns the remaining work on the pieces of a complete file.
    mutating func pieceRemainder() -> PieceWork.Remainder {
        guard let length = plan.length, let digests = request.pieceDigests(length) else {
            let error = plan.length.flatMap(request.wrongLength)
            return error.map { .wrong(DownloadError(.checksum, $0.cause)) } ?? .none
        }
        return pieces.remainder(
            of: digests, fileLength: length, hasPart: version.hasPart,
            isDecisive: expectedDigest == nil)
    }

    // MARK: Wrong bytes

    /// Drops the sources of wrong pieces and all of their unverified bytes, as long as other
    /// sources are left.
    mutating func rejectSources(of wrong: [ByteRange], at now: Now) -> [Effect] {
        var effects: [Effect] = []
        for source in sources.indices where !sources[source].isDropped {
            guard sources.isExposed(source, by: wrong) else { continue }
            // A source that differs from wrong bytes may well be right.
            sources.reviveCompared()
            let worthless = pieces.unverified(sources[source].written)
            note("discarding \(worthless.count) bytes fetched from it")
            effects += dropBytes(worthless)
            effects += drop(
                source, DownloadError(.checksum, "a piece fetched from it fails its checksum"),
                at: now)
        }
        return effects
    }

    /// Drops the bytes of server-named mirrors: the digest of the whole file is wrong.
    mutating func rejectOffered(_ error: DownloadError, at now: Now) -> [Effect] {
        var wrong = sources.dropOffered(error)
        let effects = sources.leading.isOffered ? replacePrimary(at: now) : []
        guard !sources.isIdentityOffered, version.hasPart, let length = plan.length else {
            forget()
            return effects
        }
        if version.isFromDisk || wrong.isEmpty { wrong = ByteRangeSet([ByteRange(0, length)]) }
        return effects + dropBytes(wrong)
    }
}
