import DownloadCore

/// What the engine knows of a download's files, besides what the download itself goes by.
struct Kept {
    /// The part file, to be known again.
    var part: KnownPart?
    /// The number of the disk that its folder is on.
    var device: UInt64 = 0
    /// Whether the disk has reserved all of it.
    var isReserved = false
    /// How many bytes had arrived when an earlier run ended, as far as the ledger knows.
    var received: Int64 = 0
    /// Positions before which bytes are to be compared until the part file is believed.
    var doubts: Set<Int64> = []
    /// How much of the checksum is computed, from 0 to 1.
    var checked = 0.0
    /// Whether the part file's bytes were found to be wrong and are to be dropped.
    var dropsPart = false
    /// Whether the disk is being asked if it can go on.
    var isProbed = false
    /// Whether credentials of the request were not kept by the ledger.
    var lacksSecrets = false
    /// Whether the finished file, and its name, are on the disk whatever happens.
    var isSettled = false
    /// The run of the machine in which it was finished.
    var finishedIn = BootID.unknown
    /// The checksum that the finished file was found to have.
    var digest: String?

    /// Knows nothing yet.
    init() {}

    /// What the ledger knows.
    init(_ row: LedgerEntry) {
        part = row.part
        received = row.received
        lacksSecrets = row.lacksSecrets
        isSettled = row.isSettled
        finishedIn = row.finishedIn
        digest = row.digest
    }
}
