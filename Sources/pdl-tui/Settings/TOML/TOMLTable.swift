import DownloadCore

/// A table under construction.
final class TOMLTable {
    /// The way a table was defined, which decides what may extend it.
    enum Kind {
        /// Defined by its own header.
        case section
        /// Created by the header of a subtable.
        case implied
        /// Created by a dotted key.
        case dotted
        /// Written inline, in braces.
        case inline
    }

    /// The value of a key.
    enum Entry {
        case value(SettingValue)
        case table(TOMLTable)
        case tables([TOMLTable])

        /// The entry as a setting value.
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

    /// The contents by key.
    var values: [String: SettingValue] { entries.mapValues(\.value) }
}
