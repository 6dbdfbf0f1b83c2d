import GRDB

extension Ledger {
    /// The versions of the ledger's schema, oldest first.
    ///
    /// A released version is never changed; a later one alters its tables.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 downloads, hosts") { database in
            try database.execute(sql: version1)
        }
        migrator.registerMigration("2 pieces") { database in
            try database.execute(sql: version2)
        }
        migrator.registerMigration("3 metalinks") { database in
            try database.execute(sql: "ALTER TABLE downloads ADD COLUMN metalink TEXT")
        }
        migrator.registerMigration("4 moves") { database in
            try database.execute(sql: "ALTER TABLE downloads ADD COLUMN moves_to TEXT")
        }
        migrator.registerMigration("5 gids") { database in
            try database.execute(sql: "ALTER TABLE downloads ADD COLUMN gid TEXT")
        }
        migrator.registerMigration("6 trusted keys") { database in
            try database.execute(
                sql: """
                    CREATE TABLE trusted_keys (
                        host TEXT PRIMARY KEY, key TEXT NOT NULL, date REAL NOT NULL
                    ) STRICT, WITHOUT ROWID
                    """)
        }
        migrator.registerMigration("7 overrides") { database in
            try database.execute(sql: "ALTER TABLE downloads ADD COLUMN overrides TEXT")
        }
        return migrator
    }

    private static let version2 = """
        ALTER TABLE downloads ADD COLUMN wanted_length INTEGER CHECK (wanted_length >= 0);
        CREATE TABLE pieces (
            download INTEGER PRIMARY KEY REFERENCES downloads (id) ON DELETE CASCADE,
            length INTEGER NOT NULL,
            algorithm TEXT NOT NULL,
            digests BLOB NOT NULL
        ) STRICT;
        """

    private static let version1 = """
        CREATE TABLE downloads (
            id INTEGER PRIMARY KEY,
            url TEXT NOT NULL,
            folder TEXT NOT NULL,
            wanted_name TEXT,
            name TEXT NOT NULL,
            fragments INTEGER CHECK (fragments BETWEEN 1 AND 64),
            checksum TEXT,
            on_exists TEXT NOT NULL,
            rate_limit INTEGER,
            transport TEXT,
            keeps_secrets INTEGER NOT NULL CHECK (keeps_secrets IN (0, 1)),
            lacks_secrets INTEGER NOT NULL CHECK (lacks_secrets IN (0, 1)),
            state TEXT NOT NULL
                CHECK (state IN ('waiting', 'paused', 'failed', 'done', 'removed')),
            error_kind TEXT,
            error_cause TEXT,
            error_status INTEGER,
            path TEXT,
            digest TEXT,
            position INTEGER NOT NULL,
            listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
            length INTEGER CHECK (length >= 0),
            received INTEGER NOT NULL CHECK (received >= 0),
            added REAL NOT NULL,
            finished REAL,
            time REAL NOT NULL AS (coalesce(finished, added)) STORED,
            settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
            finished_in TEXT NOT NULL,
            part_device INTEGER,
            part_inode INTEGER,
            part_boot TEXT,
            part_length INTEGER,
            part_validator TEXT,
            part_name TEXT,
            part_ranges INTEGER,
            part_file TEXT,
            owner INTEGER
        ) STRICT;
        CREATE INDEX downloads_listed ON downloads (position, id) WHERE listed = 1;
        CREATE INDEX downloads_unsettled ON downloads (id) WHERE state = 'done' AND settled = 0;
        CREATE INDEX downloads_time ON downloads (time DESC, id DESC);
        CREATE INDEX downloads_url ON downloads (url);
        CREATE TABLE mirrors (
            download INTEGER NOT NULL REFERENCES downloads (id) ON DELETE CASCADE,
            rank INTEGER NOT NULL,
            url TEXT NOT NULL,
            PRIMARY KEY (download, rank)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE hosts (
            host TEXT PRIMARY KEY,
            connection_ceiling INTEGER CHECK (connection_ceiling > 0),
            range_cap INTEGER CHECK (range_cap > 0),
            gives_ranges INTEGER CHECK (gives_ranges IN (0, 1)),
            good_fragments INTEGER CHECK (good_fragments > 0),
            updated REAL NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE counters (
            name TEXT PRIMARY KEY,
            next INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO counters VALUES ('download', 1), ('session', 1);
        """
}
