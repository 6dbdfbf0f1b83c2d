import Testing

/// The rules of `Resources/ARCHITECTURE.md` that the compiler cannot keep.
///
/// Module boundaries and access levels keep most of them. What is left is counted in the sources,
/// printed as a table, and compared with limits.
struct ArchitectureTests {
    /// The targets, read once for all tests.
    private static let trees = Result {
        try [
            "DownloadCore", "DownloadEngine", "TerminalUI", "pdl-tui", "EngineLink",
            "RemoteControl",
        ].map(SourceTree.init)
    }

    private let all: [SourceTree]
    private let core: SourceTree
    private let engine: SourceTree

    init() throws {
        all = try Self.trees.get()
        core = all[0]
        engine = all[1]
    }

    @Test func `the sources keep to the measures`() {
        let measures = [
            storedProperties, engineLines, downloadLines, retrievalLines, sharedProperties,
            openProperties,
            mutatingEntries, stateAssignments, backwardArrows, schemeChecks,
            booleans(core, "Download", aim: 3), booleans(core, "Retrieval", aim: 3),
            booleans(engine, "Engine", aim: 3),
            fullestFolder,
        ]
        print("Measures of the sources:")
        for measure in measures { print(measure.line) }
        for measure in measures {
            #expect(measure.value <= measure.limit, "\(measure.line)")
        }
    }

    // MARK: Types

    private var storedProperties: Measure {
        let types = all.flatMap(\.types.values).filter { !$0.isRecord }
            .sorted { ($1.properties.count, $0.name) < ($0.properties.count, $1.name) }
        return Measure(
            "stored properties of a type that is not a plain record",
            types.first?.properties.count ?? 0, aim: 16,
            examples: types.prefix(6).map { "\($0.name) \($0.properties.count)" }
                .joined(separator: ", "))
    }

    private var engineLines: Measure {
        Measure(
            "lines of Engine with its extensions", engine.lines(of: "Engine"),
            aim: 900)
    }

    private var downloadLines: Measure {
        Measure(
            "lines of Download with its extensions", core.lines(of: "Download"), aim: 1_200)
    }

    /// What was once in `Download` must not grow into the next type that has too much.
    ///
    /// Its documentation is not counted: to cut it would make the type no smaller.
    private var retrievalLines: Measure {
        Measure(
            "lines of code of Retrieval with its extensions", core.codeLines(of: "Retrieval"),
            aim: 1_200)
    }

    private var sharedProperties: Measure {
        let counts = [
            engine.mostShared(of: "Engine"), core.mostShared(of: "Download"),
            core.mostShared(of: "Retrieval"),
        ]
        return Measure(
            "extension files that name one property", counts.max() ?? 0, aim: 5,
            examples: "Engine \(counts[0]), Download \(counts[1]), Retrieval \(counts[2])")
    }

    private func booleans(_ tree: SourceTree, _ type: String, aim: Int) -> Measure {
        let flags = (tree.types[type]?.properties ?? []).filter(\.isBool)
        return Measure(
            "Booleans stored in \(type)", flags.count, aim: aim,
            examples: flags.map(\.name).joined(separator: " "))
    }

    // MARK: Doors

    private var openProperties: Measure {
        let open = ["Download", "Retrieval", "Fetch"].flatMap { core.types[$0]?.properties ?? [] }
            .filter { !$0.isProtected }
        return Measure(
            "properties of Download that other modules can assign", open.count, aim: 0,
            examples: open.map(\.name).joined(separator: " "))
    }

    private var downloadFiles: [SourceTree.File] {
        core.files.filter { $0.isPart(of: "Download") }
    }

    private var mutatingEntries: Measure {
        let entries = downloadFiles.flatMap { file in
            file.text.code.matches(of: /\b(?:package|public) mutating func (\w+)/)
                .map { String($0.1) }
        }
        return Measure(
            "mutating functions of Download that other modules see", Set(entries).count, aim: 4,
            examples: Set(entries).sorted().joined(separator: " "))
    }

    private var stateAssignments: Measure {
        Measure(
            "places that assign a download's state",
            downloadFiles.reduce(0) { count, file in
                count + file.text.code.matches(of: #/(?:^|[\s{(])(?:self\.)?state = /#).count
            }, aim: 1)
    }

    // MARK: Arrows

    private var backwardArrows: Measure {
        let allowed: [String: Set<String>] = [
            "Transfer": ["Storage", "Settings"], "Settings": ["Storage"], "Storage": [],
        ]
        let backward = engine.arrows.filter { allowed[$0.key.from]?.contains($0.key.to) == false }
        return Measure(
            "arrows that run back among Engine, Transfer and Storage", backward.count, aim: 0,
            examples: backward.map { "\($0.key.from) -> \($0.key.to):\($0.value)" }.sorted()
                .joined(separator: "; "))
    }

    /// The floors of DownloadCore: a room names types of the rooms that are listed, and no others.
    private static let floors: [String: Set<String>] = [
        "Values": [],
        "Checksums": ["Values"],
        "Pacing": ["Values"],
        "HTTP": ["Values", "Checksums"],
        "Names": ["Values", "HTTP"],
        "Metalink": ["Values", "Checksums", "Names"],
        "FTP": ["Values", "HTTP"],
        "Interface": ["Values", "Checksums", "Names"],
        "Fragments": ["Values", "Names", "Pacing"],
        "JSON": ["Values"],
        "Remote": ["Values", "Checksums", "HTTP", "Names", "Interface", "JSON"],
        "Queue": ["Values", "Checksums", "Pacing", "Names", "Interface"],
        "Download": [
            "Values", "Checksums", "Pacing", "HTTP", "Names", "Metalink", "FTP", "Interface",
            "Fragments",
        ],
    ]

    @Test func `each room of the core uses only the rooms below it`() {
        for (arrow, names) in core.arrows {
            #expect(
                Self.floors[arrow.from]?.contains(arrow.to) == true,
                "\(arrow.from) -> \(arrow.to):\(names)")
        }
    }

    private var schemeChecks: Measure {
        let places = all.flatMap { tree in
            tree.files.filter { !$0.isPart(of: "SourceURL") && !$0.isPart(of: "TransferProtocol") }
                .map { file in
                    (file.name, file.schemeChecks)
                }
        }.filter { $0.1 > 0 }
        return Measure(
            "lines that ask for a scheme outside SourceURL and TransferProtocol",
            places.reduce(0) { $0 + $1.1 }, aim: 5,
            examples: places.map { "\($0.0) \($0.1)" }.joined(separator: ", "))
    }

    private var fullestFolder: Measure {
        let folders = all.flatMap { tree in
            Dictionary(grouping: tree.files, by: \.folder).map {
                (tree.name + "/" + $0.key, $0.value.count)
            }
        }.sorted { $0.1 > $1.1 }
        return Measure(
            "Swift files in one folder", folders.first?.1 ?? 0, aim: 20,
            examples: folders.prefix(3).map { "\($0.0) \($0.1)" }.joined(separator: ", "))
    }

    // MARK: Imports

    @Test func `each target imports what it may`() {
        let allowed: [String: Set<String>] = [
            "DownloadCore": [],
            "TerminalUI": ["DownloadCore"],
            "DownloadEngine": [
                "CLibcurl", "CLinux", "CZlib", "Crypto", "DequeModule", "Dispatch", "DownloadCore",
                "Foundation", "GRDB", "Glibc", "OrderedCollections", "Synchronization",
            ],
            "EngineLink": ["CLinux", "Dispatch", "DownloadCore", "Glibc", "Synchronization"],
            "RemoteControl": [
                "DownloadCore", "Glibc", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOWebSocket",
                "Synchronization",
            ],
            "pdl-tui": [
                "ArgumentParser", "CLinux", "CNcurses", "CSignals", "Dispatch", "DownloadCore",
                "DownloadEngine", "EngineLink", "Foundation", "Glibc", "RemoteControl",
                "Synchronization", "TerminalUI",
            ],
        ]
        for tree in all {
            for file in tree.files {
                let extra = file.imports.subtracting(allowed[tree.name] ?? [])
                #expect(extra.isEmpty, "\(tree.name)/\(file.folder)/\(file.name).swift")
            }
        }
    }

    /// `_read` yields a copy that lives as long as the access.
    ///
    /// Compiled code reads fields of large values after that, as AddressSanitizer has found
    /// (compiler 6.3). `get`, with `@inlinable` for other modules, copies no more than needed.
    @Test func `no accessor yields a value for reading`() {
        for tree in all {
            for file in tree.files {
                #expect(
                    !file.text.lines.contains { $0.contains(/\b_read\s*\{/) },
                    "\(tree.name)/\(file.folder)/\(file.name).swift")
            }
        }
    }

    @Test func `the protocol of remote control knows neither methods nor sockets`() throws {
        let tree = try #require(all.first { $0.name == "RemoteControl" })
        let allowed: [String: Set<String>] = [
            "Protocol": [], "Methods": ["Protocol"], "Transport": ["Protocol"],
        ]
        for (arrow, names) in tree.arrows {
            #expect(
                allowed[arrow.from]?.contains(arrow.to) == true,
                "\(arrow.from) -> \(arrow.to):\(names)")
        }
    }

    @Test(arguments: [
        ("DownloadEngine", "CLibcurl", ["Transfer"]),
        ("DownloadEngine", "GRDB", ["Storage"]),
        ("DownloadEngine", "CZlib", ["Transfer"]),
        ("DownloadEngine", "Crypto", ["Storage", "Transfer"]),
        ("pdl-tui", "CNcurses", ["Terminal"]), ("pdl-tui", "CSignals", ["Integrations"]),
        ("RemoteControl", "Glibc", ["Transport"]),
        ("RemoteControl", "NIOCore", ["Transport"]),
        ("RemoteControl", "NIOHTTP1", ["Transport"]),
        ("RemoteControl", "NIOPosix", ["Transport"]),
        ("RemoteControl", "NIOWebSocket", ["Transport"]),
    ])
    func `each library is imported in its room only`(
        _ target: String, _ module: String, _ rooms: [String]
    ) throws {
        let tree = try #require(all.first { $0.name == target })
        let outside = tree.files.filter { $0.imports.contains(module) && !rooms.contains($0.room) }
        #expect(outside.map(\.name) == [], "import \(module)")
    }
}

extension SourceTree.File {
    /// The number of its lines that ask which scheme a URL has.
    fileprivate var schemeChecks: Int {
        guard words.contains("scheme") || !words.isDisjoint(with: ["http", "https", "ftp", "sftp"])
        else { return 0 }
        let question =
            /\bscheme\s*[!=]=|switch\s+\S*\bscheme\b|(?:case|[!=]=)\s*\.(?:http|https|ftp|ftps|sftp)\b/
        return text.lines.count { $0.contains(question) }
    }
}
