/// The identity of the file, and how far the bytes on disk can be trusted to belong to it.
package struct FileVersion: Hashable, Sendable {
    /// How far the identity is confirmed, and whether bytes are at stake if the file has changed.
    package enum Standing: Hashable, Sendable {
        /// No response of this run has confirmed it; one lane only. Leads to `.claimed` by a part
        /// file or a stop, and to `.confirmed` by a response.
        case open
        /// Not confirmed, and bytes are at stake. Leads to `.resumed` by a response, and to `.open`
        /// when the bytes are dropped.
        case claimed
        /// Confirmed. Leads to `.claimed` or `.open` by a stop.
        case confirmed
        /// Confirmed, with bytes from before the confirmation. Leads to `.confirmed` when they are
        /// dropped, and to `.claimed` or `.open` by a stop.
        case resumed
    }

    /// Where the bytes come from.
    package enum Origin: Hashable, Sendable {
        /// All were received in this run.
        case thisRun
        /// Some were received in an earlier run.
        case earlierRun
        /// The part file's record may claim too much, so that bytes are always compared.
        case doubtfulRecord
    }

    /// The file's identity; `nil` before a response or a part file provides it.
    package internal(set) var identity: FileIdentity?
    /// How far it is confirmed.
    package private(set) var standing = Standing.open
    /// Where the bytes come from.
    package private(set) var origin = Origin.thisRun
    /// Whether the engine has its part file open.
    package internal(set) var hasPart = false
    /// The intended name when the part file was created.
    var offeredName: String?
    /// The former file, set aside because its source seems to serve another one.
    ///
    /// Its bytes are dropped only when the new file has begun to arrive.
    var former: FormerFile?
    /// The responses that contradict the known version.
    var watch = VersionWatch()
    /// The number of times that the file seemed to change during the download.
    var changes = 0

    /// Creates an unknown version.
    package init() {}

    /// Whether a response of this run has confirmed the identity; until then, one lane only.
    package var isVerified: Bool { standing == .confirmed || standing == .resumed }
    /// Whether bytes from before a confirmation are at stake if the file has changed.
    package var isResumed: Bool { standing == .claimed || standing == .resumed }
    /// Whether some of the bytes come from an earlier run.
    package var isFromDisk: Bool { origin != .thisRun }
    /// Whether the part file's record may claim too much.
    package var isDoubtful: Bool { origin == .doubtfulRecord }

    // MARK: Moves

    /// Forgets the file's identity; the next response provides it.
    ///
    /// The contradicting responses and the number of changes are kept.
    package mutating func forget() {
        identity = nil
        former = nil
        standing = .open
        origin = .thisRun
    }

    /// Adopts the identity and the bytes of a part file.
    ///
    /// A stream of unknown length cannot be resumed: it is set aside until its file arrives again.
    package mutating func take(_ facts: PartFacts) {
        hasPart = true
        guard facts.streamed == 0 else {
            forget()
            former = FormerFile(
                identity: facts.identity, covered: ByteRangeSet([ByteRange(0, facts.streamed)]),
                isDoubtful: facts.isDoubtful, isDisproved: true)
            return
        }
        identity = facts.identity
        setAtStake(!facts.covered.isEmpty)
        origin =
            facts.isDoubtful ? .doubtfulRecord : facts.covered.isEmpty ? .thisRun : .earlierRun
    }

    /// Adopts the identity that a response offers; the former bytes are dropped.
    package mutating func begin(_ new: FileIdentity) {
        if let old = former?.identity ?? identity {
            watch.changed(from: old.length, old.validator)
        }
        former = nil
        identity = new
        setAtStake(false)
    }

    /// Records that a response has confirmed the identity.
    package mutating func confirm() { standing = isResumed ? .resumed : .confirmed }

    /// Requires a response to confirm the identity before more bytes are added.
    ///
    /// - Parameter received: The number of bytes that are at stake; `nil` to leave it as it is.
    package mutating func requireConfirmation(of received: Int64? = nil) {
        standing = isResumed ? .claimed : .open
        if let received { setAtStake(received > 0) }
    }

    /// Records that the bytes before each end of a recorded range have been compared.
    package mutating func confirmRecord() {
        if origin == .doubtfulRecord { origin = .earlierRun }
    }

    private mutating func setAtStake(_ isAtStake: Bool) {
        switch standing {
        case .open, .claimed: standing = isAtStake ? .claimed : .open
        case .confirmed, .resumed: standing = isAtStake ? .resumed : .confirmed
        }
    }

    // MARK: The former file

    /// Forgets the file, but remembers its `covered` bytes until another has begun to arrive.
    package mutating func setAside(_ covered: ByteRangeSet, isDisproved: Bool) {
        var old = former
        if let identity, hasPart {
            old = FormerFile(
                identity: identity, covered: covered, isDoubtful: isDoubtful,
                isDisproved: isDisproved)
        }
        forget()
        former = old
    }

    /// Takes the former file back: no other has begun to arrive.
    ///
    /// Bytes of a stream of unknown length cannot be resumed; they serve comparison only.
    ///
    /// - Parameter name: The file's name.
    /// - Returns: What to resume; `nil` for nothing.
    package mutating func takeFormer(name: String) -> PartFacts? {
        guard let old = former, old.identity.length != nil else { return nil }
        former = nil
        guard hasPart else { return nil }
        return PartFacts(
            name: name, identity: old.identity, covered: old.covered,
            isDoubtful: old.isDoubtful || old.isDisproved)
    }

    /// Returns the facts about the file that another may replace.
    func knownFile(name: String, received: Int64) -> KnownFile {
        let known = former?.identity ?? identity
        return KnownFile(
            length: known?.length, validator: known?.validator ?? .none,
            mediaType: known?.mediaType, name: name,
            received: former?.covered.count ?? received)
    }
}
