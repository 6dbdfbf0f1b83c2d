import DownloadCore

/// The rows of the pane for a download's fragments: every byte of the file is in one row.
///
/// The engine's fragments are the work of lanes. Missing bytes that no fragment contains, as when
/// lanes were closed, are listed as waiting pieces. Received bytes right before a fragment are
/// added to its row, so that the rows add up to the download.
package struct FragmentRows {
    /// The rows, by number.
    package private(set) var rows: [FragmentSnapshot] = []

    /// Creates the rows of a download.
    package init(_ download: DownloadSnapshot) {
        let fragments = download.fragments.sorted { $0.range.start < $1.range.start }
        guard let length = download.length, length > 0, !fragments.isEmpty else {
            rows = download.fragments
            return
        }
        let isPaused = if case .paused = download.state { true } else { false }
        var position: Int64 = 0
        for fragment in fragments where fragment.range.end <= length {
            let own = fragment.range
            guard own.start >= position else { continue }
            let before = addPieces(
                ByteRange(position, own.start), of: download.covered, isPaused: isPaused)
            var row = fragment
            row.range = ByteRange(own.start - before, own.end)
            row.received += before
            rows.append(row)
            position = own.end
        }
        let after = addPieces(
            ByteRange(position, length), of: download.covered, isPaused: isPaused)
        if after > 0 { add(ByteRange(length - after, length), received: after, .done) }
        number()
    }

    /// Adds a waiting row for each piece of `range` that ends with missing bytes.
    ///
    /// Returns the number of bytes at its end that have arrived.
    private mutating func addPieces(
        _ range: ByteRange, of covered: ByteRangeSet, isPaused: Bool
    ) -> Int64 {
        guard !range.isEmpty else { return 0 }
        var position = range.start
        for gap in covered.gaps(in: range) {
            add(
                ByteRange(position, gap.end), received: gap.start - position,
                isPaused ? .paused : .waiting)
            position = gap.end
        }
        return range.end - position
    }

    private mutating func add(
        _ range: ByteRange, received: Int64, _ state: FragmentSnapshot.State
    ) {
        var row = FragmentSnapshot(number: 0, range: range)
        row.received = received
        row.state = state
        rows.append(row)
    }

    /// Assigns unused numbers to rows without a fragment, and sorts by number.
    private mutating func number() {
        let taken = Set(rows.map(\.number))
        var next = 1
        for index in rows.indices where rows[index].number == 0 {
            while taken.contains(next) { next += 1 }
            rows[index].number = next
            next += 1
        }
        rows.sort { $0.number < $1.number }
    }
}
