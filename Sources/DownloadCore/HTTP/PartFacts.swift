/// The metadata recorded in an existing part file.
package struct PartFacts: Hashable, Sendable {
    /// The target file name, without `.part`.
    package var name: String
    /// The identity of the file.
    package var identity: FileIdentity
    /// The ranges recorded as written.
    package var covered: ByteRangeSet
    /// The number of bytes of a stream of unknown length.
    ///
    /// It cannot be resumed, but shows what length its file may have.
    package var streamed: Int64
    /// Whether the record may claim missing bytes (torn, moved or truncated), so that some are
    /// compared.
    package var isDoubtful: Bool

    /// Creates the metadata.
    package init(
        name: String, identity: FileIdentity, covered: ByteRangeSet, streamed: Int64 = 0,
        isDoubtful: Bool = false
    ) {
        self.streamed = streamed
        self.isDoubtful = isDoubtful
        self.name = name
        self.identity = identity
        self.covered = covered
    }
}
