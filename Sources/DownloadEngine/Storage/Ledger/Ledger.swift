import DownloadCore
import GRDB
import Glibc

/// Stores the queue, the hosts and the history durably in an SQLite database.
///
/// No byte of progress depends on it: a lost ledger loses the list. Several processes may have it
/// open; each writes only the rows that it owns. A process owns the rows that it has added or
/// claimed until it ends. Calls run one after the other on the ledger's own queue; those of one
/// caller keep their order.
package final class Ledger: Sendable {
    let queue: DatabaseQueue
    let session: LedgerSession

    private init(queue: DatabaseQueue, session: consuming LedgerSession) {
        self.queue = queue
        self.session = session
    }

    /// Opens the ledger at `path`, and creates it with its folder if it is missing.
    ///
    /// A file that is not a ledger or is damaged is renamed, and a new ledger is created. One of a
    /// later version is never renamed. Blocks; call it before the screen is up, or off the loop.
    ///
    /// - Parameters:
    ///   - path: The file's absolute path.
    ///   - continues: Whether the list will be claimed, and so the session of the process that has
    ///     worked on it last is continued: its rows need not be changed then.
    /// - Returns: The ledger, and a notice for the user about how it was opened.
    /// - Throws: `LedgerError` when there can be no ledger at the path; the engine then runs
    ///   without one, unless the file is of a later version.
    package static func open(
        path: String, continues: Bool = false
    ) throws(LedgerError) -> (ledger: Ledger, notice: String?) {
        try open(path, continues: continues, movesBroken: true)
    }

    /// Opens an existing ledger for a command that only prints it: no file is renamed.
    ///
    /// - Parameter path: The file's absolute path.
    /// - Returns: The ledger.
    /// - Throws: `LedgerError` when it cannot be read, is damaged or is of a later version.
    package static func openForReading(path: String) throws(LedgerError) -> Ledger {
        try open(path, continues: false, movesBroken: false).ledger
    }

    private static func open(
        _ path: String, continues: Bool, movesBroken: Bool
    ) throws(LedgerError) -> (ledger: Ledger, notice: String?) {
        do {
            try prepareFile(path)
            let turn = try waitForTurn(path)
            defer { withExtendedLifetime(turn) {} }
            do {
                return (try connect(path, continues: continues), nil)
            } catch Obstacle.broken where movesBroken {
                let newPath = try moveAside(path, suffix: "broken")
                return (
                    try connect(path, continues: false),
                    "\(Obstacle.broken.words); it was moved to \(newPath)"
                )
            }
        } catch Obstacle.newer {
            throw LedgerError(
                "\(Obstacle.newer.words): \(path); update pdl-tui, or move that file away",
                isOfNewerVersion: true)
        } catch {
            throw LedgerError("\(Self.words(error)): \(path)")
        }
    }

    /// Releases this process's rows and closes the ledger, which must not be used afterwards.
    package func close() async {
        let number = session.number
        if !session.isLocked {
            // Others cannot see that this process has ended.
            _ = try? await perform { database in
                try database.execute(
                    sql: "UPDATE downloads SET owner = NULL WHERE owner = ?", arguments: [number])
            }
        }
        try? queue.close()
        session.end()
    }

    // MARK: Transactions

    /// Runs `body` in one transaction on the ledger's queue.
    ///
    /// Unlike the database library's own calls, it is not abandoned when the calling task is
    /// cancelled: what was to be stored is stored.
    func perform<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(LedgerError) -> Result {
        do {
            return try await withCheckedThrowingContinuation { continuation in
                queue.asyncWrite(body) { _, result in continuation.resume(with: result) }
            }
        } catch {
            throw LedgerError("the ledger: \(Self.words(error))")
        }
    }

    static func words(_ error: any Error) -> String {
        switch error {
        case let error as DatabaseError:
            error.message ?? "SQLite error \(error.resultCode.rawValue)"
        case let error as SystemError: error.words
        case let obstacle as Obstacle: obstacle.words
        default: "\(error)"
        }
    }

    // MARK: Opening

    /// Why a file cannot be the ledger.
    private enum Obstacle: Error {
        case broken, newer

        var words: String {
            switch self {
            case .broken: "the ledger was damaged"
            case .newer: "the ledger was written by a newer pdl-tui"
            }
        }
    }

    private static func connect(_ path: String, continues: Bool) throws -> Ledger {
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.foreignKeysEnabled = true
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(10)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = Ledger.migrator
            if try queue.read(migrator.hasBeenSuperseded) { throw Obstacle.newer }
            try migrator.migrate(queue)
            let file = try LedgerSession.LockFile(path: path + "-sessions")
            var number = continues ? try queue.read(lastOwner) : 0
            var isLocked = file.lock(number)
            if !isLocked {
                number = try queue.write { database in
                    try takeNumbers("session", count: 1, in: database)
                }
                isLocked = file.lock(number)
            }
            // Reads a page of each table behind the queue, which reveals damage.
            try queue.read { database in
                _ = try Row.fetchOne(database, sql: "SELECT * FROM downloads WHERE listed = 1")
                _ = try Row.fetchOne(database, sql: "SELECT * FROM hosts")
            }
            return Ledger(
                queue: queue, session: LedgerSession(number: number, isLocked: isLocked, file: file)
            )
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_ERROR, .SQLITE_SCHEMA:
                throw Obstacle.broken
            default: throw error
            }
        }
    }

    /// Returns the session that the first row of the list belongs to; 0 for none.
    private static func lastOwner(in database: Database) throws -> Int64 {
        try Int64.fetchOne(
            database,
            sql: "SELECT owner FROM downloads WHERE listed = 1 ORDER BY position, id LIMIT 1") ?? 0
    }

    static func takeNumbers(_ counter: String, count: Int64, in database: Database) throws -> Int64
    {
        let next = try Int64.fetchOne(
            database, sql: "UPDATE counters SET next = next + ? WHERE name = ? RETURNING next",
            arguments: [count, counter])
        guard let next else { throw Obstacle.broken }
        return next - count
    }

    /// Creates the folder (0700) and the file (0600), so that SQLite's own files get that mode too.
    private static func prepareFile(_ path: String) throws {
        guard path.utf8.first == UInt8(ascii: "/") else {
            throw LedgerError("its path is not absolute")
        }
        var partial = ""
        var folderError = SystemError(ENOENT)
        for component in path.split(separator: "/").dropLast() {
            partial += "/" + component
            // Those above it may exist although this user may not create them; opening the file
            // decides.
            if mkdir(partial, 0o700) != 0 { folderError = .last }
        }
        let number = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw errno == ENOENT ? folderError : SystemError.last }
        let file = Descriptor(owning: number)
        _ = fchmod(file.number, 0o600)
    }

    /// Waits until no other process opens the ledger.
    ///
    /// Two processes that create its tables at the same time would each take the other's work for
    /// damage.
    ///
    /// - Returns: The turn, which ends with its descriptor.
    private static func waitForTurn(_ path: String) throws -> OpeningTurn {
        let number = Glibc.open(path + "-opening", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw SystemError.last }
        let turn = OpeningTurn(number)
        while flock(number, LOCK_EX) != 0 {
            guard errno == EINTR else { throw SystemError.last }
        }
        return turn
    }

    /// Renames the ledger's files; returns the main one's new name.
    private static func moveAside(_ path: String, suffix: String) throws -> String {
        var number = 1
        var newPath = "\(path).\(suffix)"
        while access(newPath, F_OK) == 0 {
            number += 1
            newPath = "\(path).\(suffix)-\(number)"
        }
        for part in ["-wal", "-shm"] where access(path + part, F_OK) == 0 {
            _ = Glibc.rename(path + part, newPath + part)
        }
        guard Glibc.rename(path, newPath) == 0 else { throw SystemError.last }
        try prepareFile(path)
        return newPath
    }
}

/// Holds the lock that lets one process at a time open the ledger.
private final class OpeningTurn {
    private let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    deinit { _ = Glibc.close(number) }
}
