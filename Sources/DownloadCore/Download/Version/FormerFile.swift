/// The file as it was known before its source seemed to have another one.
package struct FormerFile: Hashable, Sendable {
    /// Which file it is.
    var identity: FileIdentity
    /// The bytes of it that are in the part file.
    var covered: ByteRangeSet
    /// Whether the part file's own record may claim too much.
    var isDoubtful: Bool
    /// Whether its bytes were found to be others than the source's, or are of no use: then the file
    /// is begun anew even if its validators are the same.
    var isDisproved: Bool
}
