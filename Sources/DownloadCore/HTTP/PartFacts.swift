/// What a part file that was found says of itself.
package struct PartFacts: Hashable, Sendable {
    /// The name the file is to have, without `.part`.
    package var name: String
    /// Which file it is of.
    package var identity: FileIdentity
    /// The bytes that are believed to be there.
    package var covered: ByteRangeSet
    /// Whether the record may claim too much (it was torn, moved or cut off): compare some bytes.
    package var isDoubtful: Bool

    /// Creates the facts.
    package init(
        name: String, identity: FileIdentity, covered: ByteRangeSet, isDoubtful: Bool = false
    ) {
        self.isDoubtful = isDoubtful
        self.name = name
        self.identity = identity
        self.covered = covered
    }
}
