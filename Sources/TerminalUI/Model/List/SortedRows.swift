import DownloadCore

/// Sorts rows of the queue by an order.
///
/// A long queue is sorted at the press of a key, so nearly all comparisons are of numbers: each row
/// has a rank, and only the names of rows of equal rank are compared.
struct SortedRows {
    private struct Entry {
        var rank: UInt64
        /// The index in the rows to be sorted.
        var index: Int
    }

    private let rows: [Int]
    private let isReversed: Bool
    private let entries: [Entry]
    /// The names to compare, by the index of their row; empty when ranks decide.
    private let names: [String]

    /// - Parameters:
    ///   - rows: Indices of downloads, in queue order, which stays the order of equal ones.
    ///   - downloads: The downloads of the snapshot.
    ///   - order: The order, except the queue's own.
    ///   - isReversed: Whether the last comes first.
    ///   - speeds: The displayed speeds.
    init(
        _ rows: [Int], of downloads: [DownloadSnapshot], by order: SortOrder, isReversed: Bool,
        _ speeds: Speeds
    ) {
        self.rows = rows
        self.isReversed = isReversed
        let ranks: [UInt64]
        if order == .name {
            let names = rows.map { Self.folded(downloads[$0].name) }
            let common = Self.commonLength(of: names)
            ranks = names.map { Self.rank(of: $0, from: common) }
            self.names = names
        } else {
            ranks = rows.map { Self.rank(of: Self.number(of: downloads[$0], order, speeds)) }
            names = []
        }
        entries = ranks.indices.map { index in
            Entry(rank: isReversed ? ~ranks[index] : ranks[index], index: index)
        }
    }

    /// The rows in order.
    var sorted: [Int] {
        entries.sorted { a, b in
            if a.rank != b.rank { return a.rank < b.rank }
            guard !names.isEmpty, names[a.index] != names[b.index] else {
                return a.index < b.index
            }
            return (names[a.index] < names[b.index]) != isReversed
        }.map { rows[$0.index] }
    }

    // MARK: Numbers

    /// Returns the number by which an order sorts.
    private static func number(
        of download: DownloadSnapshot, _ order: SortOrder, _ speeds: Speeds
    ) -> Double {
        switch order {
        case .queue, .name: 0
        case .size: -Double(download.length ?? -1)
        case .progress: -(download.progress ?? -1)
        case .speed: -(speeds.speed(of: download) ?? 0)
        case .left: speeds.secondsLeft(of: download) ?? .infinity
        case .state: urgency(download.state)
        }
    }

    /// Returns the place of a state: downloads that need the user first, finished ones last.
    private static func urgency(_ state: DownloadSnapshot.State) -> Double {
        switch state {
        case .failed: 0
        case .paused(.question), .paused(.inUse), .paused(.disk): 1
        case .retrying: 2
        case .running: 3
        case .asking, .checking: 4
        case .waiting: 5
        case .paused(.user): 6
        case .done: 7
        }
    }

    /// Returns a rank that orders as the number does.
    private static func rank(of number: Double) -> UInt64 {
        // Both zeros have the same rank.
        let bits = (number + 0).bitPattern
        return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
    }

    // MARK: Names

    /// Returns a name in lower case; most already are.
    private static func folded(_ name: String) -> String {
        let isFolded = name.utf8.allSatisfy { $0 < 0x80 && !(0x41...0x5A).contains($0) }
        return isFolded ? name : name.lowercased()
    }

    /// Returns the number of bytes with which all names begin; the files of a series share many.
    private static func commonLength(of names: [String]) -> Int {
        guard let name = names.first else { return 0 }
        let first = name.utf8.span
        var common = first.count
        for name in names {
            let bytes = name.utf8.span
            common = min(common, bytes.count)
            for index in 0..<common where bytes[index] != first[index] {
                common = index
                break
            }
        }
        return common
    }

    /// Returns the eight bytes of a name from an offset on, as a number.
    private static func rank(of name: String, from offset: Int) -> UInt64 {
        let bytes = name.utf8.span
        var rank: UInt64 = 0
        for index in offset..<offset + 8 {
            rank = rank << 8 | (index < bytes.count ? UInt64(bytes[index]) : 0)
        }
        return rank
    }
}
