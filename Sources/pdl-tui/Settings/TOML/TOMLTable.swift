import DownloadCore

/// A table while it is read.
final class TOMLTable {
    /// How a table came to be, which says what may add to it.
    enum Kind {
        /// By its own header.
        case section
        /// By the header of a table in it.
        case implied
        /// By a dotted key.
        case dotted
        /// Between braces.
        case inline
    }

    /// What a key stands for.
    enum Entry {
        case value(SettingValue)
        case table(TOMLTable)
        case tables([TOMLTable])

        /// The entry as a value.
        var value: SettingValue {
            switch self {
            case .value(let value): value
            case .table(let table): .table(table.values)
            case .tables(let list): .list(list.map { .table($0.values) })
            }
        }
    }

    var kind: Kind
    var entries: [String: Entry] = [:]

    init(_ kind: Kind) {
        self.kind = kind
    }

    /// What it holds, by key.
    var values: [String: SettingValue] { entries.mapValues(\.value) }
}
