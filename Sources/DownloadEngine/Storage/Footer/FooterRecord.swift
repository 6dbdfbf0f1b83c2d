import DownloadCore

/// One slot's content.
package struct FooterRecord: Hashable, Sendable {
    /// What a record claims of its ranges.
    package enum Kind: UInt8, Hashable, Sendable {
        /// They have been written.
        case covered = 1
        /// They were on the disk before the record was written.
        case synced = 2
    }

    /// What it claims.
    package var kind: Kind
    /// What the file is a part of.
    package var identity: PartIdentity
    /// The footer's position in bytes.
    package var bodySize: Int64
    /// Where and when it was written.
    package var place: PartPlace
    /// How often the file was begun anew.
    package var epoch: UInt64
    /// How many records were written before this one.
    package var generation: UInt64
    /// The ranges that it claims.
    package var ranges: ByteRangeSet

    /// Creates a record.
    package init(
        kind: Kind, identity: PartIdentity, bodySize: Int64, place: PartPlace, epoch: UInt64,
        generation: UInt64, ranges: ByteRangeSet
    ) {
        self.kind = kind
        self.identity = identity
        self.bodySize = bodySize
        self.place = place
        self.epoch = epoch
        self.generation = generation
        self.ranges = ranges
    }
}
