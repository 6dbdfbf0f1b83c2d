/// The identity of the file, and how far the bytes on disk can be trusted to belong to it.
package struct FileVersion: Hashable, Sendable {
    /// The file's identity; `nil` before a response or a part file provides it.
    package internal(set) var identity: FileIdentity?
    /// Whether a response of this run has confirmed the identity; until then, one lane only.
    package internal(set) var isVerified = false
    /// Whether the engine has its part file open.
    package internal(set) var hasPart = false
    /// Whether bytes of an earlier run are at stake if the file has changed.
    var isResumed = false
    /// Whether some of the bytes come from an earlier run.
    package internal(set) var isFromDisk = false
    /// Whether the part file's record may claim too much, so that bytes are always compared.
    var isDoubtful = false
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

    /// Forgets the file's identity; the next response provides it.
    ///
    /// The contradicting responses and the number of changes are kept.
    mutating func forget() {
        identity = nil
        former = nil
        isVerified = false
        isResumed = false
        isDoubtful = false
        isFromDisk = false
    }

    /// Adopts the identity and the bytes of a part file.
    mutating func take(_ facts: PartFacts) {
        hasPart = true
        identity = facts.identity
        isResumed = !facts.covered.isEmpty
        isDoubtful = facts.isDoubtful
        isFromDisk = isResumed
    }

    /// Requires a response to confirm the identity before more bytes are added.
    mutating func requireConfirmation(of received: Int64) {
        isVerified = false
        isResumed = received > 0
    }
}
