import DownloadCore

/// The combined claims of a footer's four slots.
package struct FooterReading: Hashable, Sendable {
    /// The identity of the file that it is a part of.
    package var identity: PartIdentity
    /// The footer's position in bytes.
    package var bodySize: Int64
    /// The written ranges that can be trusted now.
    package var covered: ByteRangeSet
    /// The ranges that are durable.
    package var synced: ByteRangeSet
    /// How far the claims can be trusted.
    package var trust: PartTrust
    /// Where and when the newest record was written.
    package var place: PartPlace
    /// The number of times that the file was started from zero, 1 at first.
    package var epoch: UInt64
    /// The highest generation seen.
    package var generation: UInt64
    /// Whether a slot held no valid record.
    package var wasTorn: Bool
    /// The slots with the newest record of each kind; the next record overwrites the other slot.
    package var newestCovered, newestSynced: Int

    /// Reads a footer; `nil` when no slot holds a record with this footer's position.
    ///
    /// The bytes may be anything.
    ///
    /// - Parameters:
    ///   - bytes: The `Footer.size` bytes at `position`.
    ///   - position: Where in the file they were found; the records must agree.
    ///   - place: Where and when they were read.
    package init?(_ bytes: borrowing RawSpan, at position: Int64, in place: PartPlace) {
        guard bytes.byteCount >= Footer.size else { return nil }
        var records: [(slot: Int, record: FooterRecord)] = []
        for slot in 0..<Footer.slotCount {
            let start = slot * Footer.slotSize
            let part = bytes.extracting(start..<start + Footer.slotSize)
            let kind: FooterRecord.Kind = slot < 2 ? .covered : .synced
            guard let record = FooterRecord(decoding: part), record.kind == kind,
                record.bodySize == position
            else { continue }
            records.append((slot, record))
        }
        let wasTorn = records.count < Footer.slotCount
        guard let epoch = records.map(\.record.epoch).max() else { return nil }
        records.removeAll { $0.record.epoch != epoch }
        guard let newest = records.max(by: { $0.record.generation < $1.record.generation }) else {
            return nil
        }
        func newestRecord(_ kind: FooterRecord.Kind) -> (slot: Int, record: FooterRecord)? {
            records.filter { $0.record.kind == kind }
                .max { $0.record.generation < $1.record.generation }
        }
        let coveredRecord = newestRecord(.covered)
        let syncedRecord = newestRecord(.synced)

        self.wasTorn = wasTorn
        self.identity = newest.record.identity
        self.bodySize = position
        self.place = newest.record.place
        self.epoch = epoch
        self.generation = newest.record.generation
        self.newestCovered = coveredRecord?.slot ?? 1
        self.newestSynced = syncedRecord?.slot ?? 3
        self.synced = syncedRecord?.record.ranges ?? ByteRangeSet()
        if newest.record.place.inode != place.inode {
            self.covered = synced
            self.trust = .moved
        } else if let coveredRecord, coveredRecord.record.place.sharesCache(with: place) {
            self.covered = coveredRecord.record.ranges
            self.trust = wasTorn ? .torn : .full
        } else {
            self.covered = synced
            self.trust = wasTorn ? .torn : .syncedOnly
        }
    }
}
