import DownloadCore

/// What the engine knows about a download's files, apart from the download's own state.
struct PartRecord {
    /// The part file, with what identifies it.
    var part: KnownPart?
    /// The device number of its folder.
    var device: UInt64 = 0
    /// Whether the file system has reserved all of it.
    var isReserved = false
    /// The bytes that an earlier run had received, as far as the ledger knows.
    var received: Int64 = 0
    /// Resume positions whose preceding bytes must still be compared before the part file is
    /// trusted.
    var doubts: Set<Int64> = []
    /// A recent report by the disk that no part file of its name exists.
    var absence: MissingPartCache.Absence?
    /// The verified share of the file, from 0 to 1.
    var checked = 0.0
    /// Whether the part file's bytes were found to be wrong and are to be discarded.
    var dropsPart = false
    /// Whether the disk is being asked if the download can resume.
    var isProbed = false
    /// Whether the request had credentials that the ledger did not keep.
    var lacksSecrets = false
    /// Whether the finished file and its name are durable.
    var isDurable = false
    /// The boot during which it was finished.
    var finishedIn = BootID.unknown
    /// The verified checksum of the finished file.
    var digest: String?
    /// Whether the finished file begins as a web page does.
    var isPage = false

    /// Creates an empty record.
    init() {}

    /// Creates a record from a row of the ledger.
    init(_ row: LedgerEntry) {
        part = row.part
        received = row.received
        lacksSecrets = row.lacksSecrets
        isDurable = row.isDurable
        finishedIn = row.finishedIn
        digest = row.digest
    }
}
