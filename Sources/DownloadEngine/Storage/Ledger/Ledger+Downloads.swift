import DownloadCore
import GRDB

/// Stores the queue and the history.
extension Ledger {
    /// Reserves IDs for new downloads; no process ever gets them again.
    ///
    /// - Parameter count: The number of IDs, at least one.
    /// - Returns: The IDs.
    /// - Throws: `LedgerError`.
    package func takeIDs(_ count: Int64) async throws(LedgerError) -> Range<Int64> {
        try await perform { database in
            let first = try Self.takeNumbers("download", count: max(1, count), in: database)
            return first..<first + max(1, count)
        }
    }

    /// Loads the list in its order.
    ///
    /// - Parameter claiming: Whether to claim rows that no living process owns.
    /// - Returns: The entries; those of other processes are marked `isInUse`.
    /// - Throws: `LedgerError`.
    package func loadQueue(claiming: Bool) async throws(LedgerError) -> [LedgerEntry] {
        var all: [LedgerEntry] = []
        repeat {
            let page = try await loadQueue(claiming: claiming, after: all.last)
            all += page
            if page.count < Self.pageLength { return all }
        } while true
    }

    /// The most entries of a page of the list.
    static let pageLength = 4_000

    /// Loads a page of the list.
    ///
    /// - Parameters:
    ///   - claiming: Whether to claim rows that no living process owns.
    ///   - last: The last entry of the page before; `nil` for the first page.
    /// - Returns: The entries, as those of the whole list; fewer than `pageLength` end the list.
    /// - Throws: `LedgerError`.
    func loadQueue(
        claiming: Bool, after last: LedgerEntry?
    ) async throws(LedgerError) -> [LedgerEntry] {
        try await perform { [self] database in
            var condition = "listed = 1"
            var arguments: [any DatabaseValueConvertible] = []
            if let last {
                condition += " AND (position, id) > (?, ?)"
                arguments = [last.position, last.id.rawValue]
            }
            var areOwned = true
            let page = try entries(
                "WHERE \(condition) ORDER BY position, id LIMIT \(Self.pageLength)",
                arguments: StatementArguments(arguments), in: database
            ) { if $0 != session.number { areOwned = false } }
            guard claiming, !areOwned, let end = page.last else { return page }
            try claim(
                condition + " AND (position, id) <= (?, ?)",
                StatementArguments(arguments + [end.position, end.id.rawValue]), in: database)
            return page
        }
    }

    /// Claims rows that no living process owns.
    ///
    /// - Parameter ids: The rows.
    /// - Returns: The entries that this process owns now.
    /// - Throws: `LedgerError`.
    package func claim(_ ids: [DownloadID]) async throws(LedgerError) -> [LedgerEntry] {
        try await perform { [self] database in
            var claimed: [LedgerEntry] = []
            for id in ids {
                try claim("id = ?", [id.rawValue], in: database)
                claimed += try entries(
                    "WHERE id = ? AND owner = ?", arguments: [id.rawValue, session.number],
                    in: database)
            }
            return claimed
        }
    }

    /// Saves entries, all or none; this process owns the new ones.
    ///
    /// - Parameter entries: The entries; one that another process owns is left unchanged.
    /// - Returns: The entries that were left unchanged because another process owns them.
    /// - Throws: `LedgerError`.
    @discardableResult
    package func save(_ entries: [LedgerEntry]) async throws(LedgerError) -> [DownloadID] {
        guard !entries.isEmpty else { return [] }
        return try await perform { [self] database in
            let names = LedgerCoding.columns
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO downloads (\(names.joined(separator: ", ")), owner)
                    VALUES (\(names.map { _ in "?" }.joined(separator: ", ")), ?)
                    ON CONFLICT (id) DO UPDATE SET
                    \(names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
                    WHERE owner = excluded.owner
                    """)
            var refused: [DownloadID] = []
            for entry in entries {
                try statement.execute(
                    arguments: StatementArguments(LedgerCoding.values(of: entry) + [session.number])
                )
                guard database.changesCount > 0 else {
                    refused.append(entry.id)
                    continue
                }
                try saveMirrors(of: entry, in: database)
                try savePieces(of: entry, in: database)
            }
            return refused
        }
    }

    /// Returns downloads that were finished or removed from the list, latest first.
    ///
    /// - Parameters:
    ///   - text: A substring of name, URL or path, ignoring the case of ASCII letters; empty
    ///     matches all.
    ///   - last: The last entry of the page before; `nil` for the first page.
    ///   - limit: The most entries of a page.
    /// - Returns: The page; fewer than `limit` entries end the history.
    /// - Throws: `LedgerError`.
    package func history(
        matching text: String = "", after last: LedgerEntry? = nil, limit: Int = 100
    ) async throws(LedgerError) -> [LedgerEntry] {
        try await perform { [self] database in
            var condition = "WHERE (listed = 0 OR state = 'done')"
            var arguments: [any DatabaseValueConvertible] = []
            if let last {
                condition += " AND (time, id) < (?, ?)"
                arguments += [last.finished ?? last.added, last.id.rawValue]
            }
            if !text.isEmpty {
                let pattern = Self.likePattern(containing: text)
                condition += """
                     AND (name LIKE ? ESCAPE '\\' OR url LIKE ? ESCAPE '\\' OR path LIKE ? ESCAPE '\\')
                    """
                arguments += [pattern, pattern, pattern]
            }
            return try entries(
                condition + " ORDER BY time DESC, id DESC LIMIT ?",
                arguments: StatementArguments(arguments + [max(0, limit)]), in: database)
        }
    }

    /// Returns finished files that are not known to be durable.
    ///
    /// Those finished during another boot must be verified again.
    ///
    /// - Returns: The entries, oldest first.
    /// - Throws: `LedgerError`.
    package func unsettled() async throws(LedgerError) -> [LedgerEntry] {
        try await perform { [self] database in
            try entries(
                "WHERE state = 'done' AND settled = 0 ORDER BY id", arguments: [], in: database)
        }
    }

    // MARK: Helpers

    /// Assigns rows without a living owner to this process.
    private func claim(
        _ condition: String, _ arguments: StatementArguments, in database: Database
    ) throws {
        let owners = try Int64.fetchAll(
            database,
            sql: "SELECT DISTINCT owner FROM downloads WHERE owner IS NOT NULL AND \(condition)",
            arguments: arguments)
        let dead = owners.filter { !session.isAlive($0) }.map(String.init).joined(separator: ", ")
        try database.execute(
            sql: """
                UPDATE downloads SET owner = ?
                WHERE (owner IS NULL OR owner IN (\(dead))) AND \(condition)
                """,
            arguments: [session.number] + arguments)
    }

    /// Returns the entries of the rows for which a condition holds, and tells the owner of each.
    private func entries(
        _ condition: String, arguments: StatementArguments, in database: Database,
        noteOwner: (Int64?) -> Void = { _ in }
    ) throws -> [LedgerEntry] {
        let sql = """
            SELECT \(LedgerColumn.list), EXISTS (SELECT * FROM mirrors WHERE download = id),
            EXISTS (SELECT * FROM pieces WHERE download = id)
            """
        var entries: [LedgerEntry] = []
        var living: [Int64: Bool] = [:]
        let rows = try Row.fetchCursor(
            database, sql: "\(sql) FROM downloads \(condition)", arguments: arguments)
        var folder = ""
        while let row = try rows.next().map(LedgerRow.init) {
            var entry = LedgerCoding.entry(row, session: session.number)
            // A long list has few folders: they share the storage of their paths.
            if entry.request.directory == folder {
                entry.request.directory = folder
            } else {
                folder = entry.request.directory
            }
            let owner = row.value(.owner, as: Int64.self)
            noteOwner(owner)
            if entry.isInUse, let owner {
                // A process that has ended without releasing its rows no longer works on them.
                let isAlive = living[owner] ?? session.isAlive(owner)
                living[owner] = isAlive
                entry.isInUse = isAlive
            }
            if row.extra(0) {
                entry.request.sources += try String.fetchAll(
                    database, sql: "SELECT url FROM mirrors WHERE download = ? ORDER BY rank",
                    arguments: [entry.id.rawValue])
            }
            if row.extra(1) {
                entry.request.pieces = try pieces(of: entry.id, in: database)
            }
            entries.append(entry)
        }
        return entries
    }

    private func saveMirrors(of entry: LedgerEntry, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM mirrors WHERE download = ?")
            .execute(arguments: [entry.id.rawValue])
        for (rank, url) in LedgerCoding.mirrors(of: entry).enumerated() {
            try database.cachedStatement(sql: "INSERT INTO mirrors VALUES (?, ?, ?)")
                .execute(arguments: [entry.id.rawValue, rank, url])
        }
    }

    /// Returns a pattern for LIKE that matches the text literally.
    static func likePattern(containing text: String) -> String {
        var pattern = "%"
        for character in text {
            if "\\%_".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
        return pattern + "%"
    }
}
