import GRDB

/// The columns of `downloads` that are read, in the order in which they are selected.
enum LedgerColumn: Int, CaseIterable {
    case id, url, folder, wantedName, name, fragments, checksum, onExists, rateLimit, transport,
        keepsSecrets, lacksSecrets, state, errorKind, errorCause, errorStatus, path, digest,
        position, listed, length, received, added, finished, settled, finishedIn, partDevice,
        partInode, partBoot, partLength, partValidator, partName, partRanges, partFile,
        wantedLength, metalink, movesTo, gid, overrides, owner

    /// Its name in the table: the words of the case with underscores.
    var name: String {
        "\(self)".reduce(into: "") { name, letter in
            name += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
        }
    }

    /// The list of all names for a statement.
    static let list = allCases.map(\.name).joined(separator: ", ")
}

/// A row that begins with all of `LedgerColumn`.
///
/// A long list is read by the places of its columns: their names would take most of the time.
struct LedgerRow {
    let row: Row

    /// Returns the column's value; `nil` when it is NULL or cannot be converted.
    @inline(__always)
    func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ column: LedgerColumn, as type: Value.Type = Value.self
    ) -> Value? {
        (try? row.decode(Value?.self, atIndex: column.rawValue)) ?? nil
    }

    /// Returns the value of a column after those of `LedgerColumn`.
    func extra(_ number: Int) -> Bool {
        (try? row.decode(Bool?.self, atIndex: LedgerColumn.allCases.count + number)) ?? false
    }
}
