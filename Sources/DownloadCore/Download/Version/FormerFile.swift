/// A file that was set aside because its source seems to serve another one.
package struct FormerFile: Hashable, Sendable {
    /// Its identity.
    var identity: FileIdentity
    /// Its bytes in the part file.
    var covered: ByteRangeSet
    /// Whether the part file's record may claim too much.
    var isDoubtful: Bool
    /// Whether its bytes differ from the source's, or are useless.
    ///
    /// Then the file starts over even if its validators are the same.
    var isDisproved: Bool
}
