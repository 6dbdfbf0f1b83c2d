import DownloadCore
import Foundation
import GRDB

/// Stores the digests of downloads' pieces while a download may need them.
extension Ledger {
    /// Saves the digests of an entry's pieces, if it has any, or deletes them once it has ended.
    func savePieces(of entry: LedgerEntry, in database: Database) throws {
        guard let pieces = entry.request.pieces else { return }
        switch entry.state {
        case .waiting, .paused, .failed:
            // They may be megabytes, and never change.
            try database.cachedStatement(
                sql: "INSERT INTO pieces VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
            ).execute(arguments: [
                entry.id.rawValue, pieces.length, pieces.algorithm.rawValue,
                Data(pieces.bytes),
            ])
        case .done, .removed:
            try database.execute(
                sql: "DELETE FROM pieces WHERE download = ?", arguments: [entry.id.rawValue])
        }
    }

    /// Returns the digests of a download's pieces; `nil` when there are none, or no valid ones.
    func pieces(of id: DownloadID, in database: Database) throws -> PieceDigests? {
        let row = try Row.fetchOne(
            database, sql: "SELECT * FROM pieces WHERE download = ?", arguments: [id.rawValue])
        guard let row, let length = row.value("length", as: Int64.self),
            let algorithm = row.value("algorithm", as: String.self)
                .flatMap({ Checksum.Algorithm(rawValue: $0) }),
            let digests = row.value("digests", as: Data.self)
        else { return nil }
        return PieceDigests(length: length, algorithm: algorithm, bytes: Array(digests))
    }
}
