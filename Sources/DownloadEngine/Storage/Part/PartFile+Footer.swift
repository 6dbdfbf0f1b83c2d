import DownloadCore

/// Writes the footer, and orders the writes when several claims change.
extension PartFile {
    private var body: FooterWriter.Body { FooterWriter.Body(identity: identity, size: bodySize) }

    /// Writes one record over the older one of its kind.
    func writeRecord(
        _ kind: FooterRecord.Kind, _ ranges: ByteRangeSet
    ) throws(DownloadError) {
        do { try footer.write(kind, ranges, of: body, to: file, system) } catch {
            throw error.downloadError("cannot write \(partName)")
        }
    }

    /// Writes all four records of the current claims.
    func writeAllRecords() throws(DownloadError) {
        do {
            try footer.writeAll(
                covered: covered, synced: synced, of: body, to: file, system)
        } catch {
            throw error.downloadError("cannot write \(partName)")
        }
    }

    /// Rewrites the records because a claim is no longer true, before a byte of the body is
    /// overwritten.
    ///
    /// One record of each kind is written first, then the others, so that a power cut in between
    /// leaves an intact one. With `syncing`, because a claim about synced bytes is withdrawn, the
    /// new one is durable before this returns.
    func rewriteFooter(syncing: Bool) throws(DownloadError) {
        for isSecond in [false, true] {
            try writeRecord(.covered, covered)
            try writeRecord(.synced, synced)
            if syncing, !isSecond {
                try reporting("cannot write \(partName)") { () throws(SystemError) in
                    try system.syncData(file)
                }
            }
        }
    }

    /// Moves the footer behind a body of another size, and ends the file there.
    ///
    /// - Throws: `diskFull` or `disk`; footer and identity are then as they were.
    func moveFooter(
        to newBodySize: Int64, as newIdentity: PartIdentity
    ) throws(DownloadError) {
        try checkSize()
        let (oldBodySize, oldIdentity) = (bodySize, identity)
        bodySize = newBodySize
        identity = newIdentity
        do throws(DownloadError) {
            // The footer first, then the end: a kill in between leaves the old footer at the old
            // end.
            try writeAllRecords()
            if newBodySize < oldBodySize {
                try reporting("cannot truncate \(partName)") { () throws(SystemError) in
                    try system.truncate(file, to: newBodySize + Int64(Footer.size))
                }
            }
        } catch {
            (bodySize, identity) = (oldBodySize, oldIdentity)
            try? system.truncate(file, to: oldBodySize + Int64(Footer.size))
            try? writeAllRecords()
            throw error
        }
    }

    /// Extends a body of unknown length up to `end`.
    func grow(toHold end: Int64) throws(DownloadError) {
        let step = min(bodySize, 64 << 20)
        try moveFooter(to: max(Footer.bodySize(for: end), bodySize + step), as: identity)
    }

    /// Adopts the length that became known while bytes were arriving.
    ///
    /// Bytes beyond it are dropped.
    ///
    /// - Throws: `diskFull` or `disk`.
    package func learn(length: Int64) throws(DownloadError) {
        guard identity.length != length, finishedName == nil else { return }
        try checkLength(length)
        let whole = ByteRange(0, length)
        covered = covered.clipped(to: whole)
        synced = synced.clipped(to: whole)
        var identity = identity
        identity.length = length
        try moveFooter(to: Footer.bodySize(for: length), as: identity)
    }

    /// Drops all bytes and restarts from zero, in the same file, with another identity.
    ///
    /// The old claims are off the disk before this returns, and so before a new byte overwrites an
    /// old one.
    ///
    /// - Throws: `diskFull` or `disk`; then nothing may be written.
    package func restart(as identity: PartIdentity) throws(DownloadError) {
        try checkLength(identity.length ?? 0)
        guard finishedName == nil else { return }
        let hadSynced = !synced.isEmpty
        standing = SyncTicket.Standing()
        covered = ByteRangeSet()
        synced = ByteRangeSet()
        footer.restart(inode: inode)
        trust = .full
        try rewriteFooter(syncing: hadSynced)
        try moveFooter(to: Self.initialBodySize(for: identity.length), as: identity)
        // Without the reservation, writes succeed until the disk is full.
        try? reserve()
    }

    /// Returns the initial size of a body; a body of unknown length grows from there.
    static func initialBodySize(for length: Int64?) -> Int64 {
        length.map(Footer.bodySize) ?? 1 << 20
    }

    /// Refuses lengths that no footer can describe.
    func checkLength(_ length: Int64) throws(DownloadError) {
        try Self.checkLength(length)
    }

    /// Refuses lengths that no footer can describe.
    static func checkLength(_ length: Int64) throws(DownloadError) {
        guard 0...Footer.maximumLength ~= length else {
            throw DownloadError(.badResponse, "invalid file size: \(length) bytes")
        }
    }

    /// Reserves the blocks of the whole file, where that is cheap.
    func reserve() throws(DownloadError) {
        isReserved = false
        guard identity.length != nil else { return }
        let total = bodySize + Int64(Footer.size)
        isReserved = try reporting("cannot reserve \(ByteText.binary(total)) for \(partName)") {
            () throws(SystemError) in
            try system.allocate(file, length: total)
        }
    }
}
