/// The identity of the file, and how far the bytes on disk can be trusted to belong to it.
package struct FileVersion: Hashable, Sendable {
    /// Which file it is; `nil` before a response or a part file has told.
    package internal(set) var identity: FileIdentity?
    /// Whether a response of this run has confirmed the identity; before it, one lane only.
    package internal(set) var isVerified = false
    /// Whether the engine has an open part file for it.
    package internal(set) var hasPart = false
    /// Whether bytes of an earlier run are at stake if the file has changed.
    var isResumed = false
    /// Whether some of the bytes come from an earlier run.
    package internal(set) var isFromDisk = false
    /// Whether the part file's own record may claim too much, so that bytes are compared anyway.
    var isDoubtful = false
    /// The name that was wanted when the part file was begun.
    var offeredName: String?
    /// The file as it was known before its source seemed to have another one: its bytes are dropped
    /// only when the new file has begun to arrive.
    var former: FormerFile?
    /// What responses that contradict the known version add up to.
    var watch = VersionWatch()
    /// How often the file has seemed to change while it was fetched.
    var changes = 0

    /// Knows of no file.
    package init() {}

    /// Forgets what is known of the file; the next response tells.
    ///
    /// What responses have contradicted, and how often the file has changed, is kept.
    mutating func forget() {
        identity = nil
        former = nil
        isVerified = false
        isResumed = false
        isDoubtful = false
        isFromDisk = false
    }

    /// Takes a part file as the file.
    mutating func take(_ facts: PartFacts) {
        hasPart = true
        identity = facts.identity
        isResumed = !facts.covered.isEmpty
        isDoubtful = facts.isDoubtful
        isFromDisk = isResumed
    }

    /// Requires that a response confirms the identity before more bytes are added.
    mutating func requireConfirmation(of received: Int64) {
        isVerified = false
        isResumed = received > 0
    }
}
