import DownloadCore

/// The content of one slot.
package struct FooterRecord: Hashable, Sendable {
    /// What a record claims about its ranges.
    package enum Kind: UInt8, Hashable, Sendable {
        /// They have been written.
        case covered = 1
        /// They were durable before the record was written.
        case synced = 2
    }

    /// What it claims.
    package var kind: Kind
    /// The identity of the file that it is a part of.
    package var identity: PartIdentity
    /// The footer's position in bytes.
    package var bodySize: Int64
    /// Where and when it was written.
    package var place: PartPlace
    /// The number of times that the file was started from zero, 1 at first.
    package var epoch: UInt64
    /// The number of records written so far, including this one.
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
