// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: the language mode is 6 (complete concurrency checking) by the
/// tools version; a warning is an error.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Otherwise the runtime looks generic types up by their names when they are first used, and
    // searches all conformances of the program for each key of a dictionary: some thirty at a start.
    .unsafeFlags(
        ["-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors"],
        .when(configuration: .release)),
]

/// Settings of the targets that hold rules and values only: they touch no pointer, and this proves it.
let pure: [SwiftSetting] = strict + [.strictMemorySafety()]

/// The special build that `Resources/check` asks for: `fuzz`, `address`, `thread` or none.
let check = Context.environment["PDL_CHECK"]

let package = Package(
    name: "pdl-tui",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "pdl-tui", targets: ["pdl-tui"]),
        .library(name: "DownloadEngine", targets: ["DownloadEngine", "DownloadCore"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibcurl"),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CNcurses"),
        .systemLibrary(name: "CZlib"),
        .target(name: "CSignals"),
        .target(name: "DownloadCore", swiftSettings: pure),
        .target(
            name: "DownloadEngine",
            dependencies: [
                "CLibcurl", "CLinux", "CZlib", "DownloadCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(
            name: "EngineLink", dependencies: ["CLinux", "DownloadCore"], swiftSettings: strict),
        .target(
            name: "RemoteControl",
            dependencies: [
                "DownloadCore",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(name: "TerminalUI", dependencies: ["DownloadCore"], swiftSettings: pure),
        .executableTarget(
            name: "pdl-tui",
            dependencies: [
                "CLinux", "CNcurses", "CSignals", "DownloadCore", "DownloadEngine", "EngineLink",
                "RemoteControl", "TerminalUI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict,
            // Nothing is loaded into the program, so nothing looks its symbols up: a table of 27,000
            // names would only make it larger and its start slower.
            linkerSettings: [
                .unsafeFlags(
                    ["-Xlinker", "--no-export-dynamic"], .when(configuration: .release))
            ]),
        .target(
            name: "FaultOrigin",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/FaultOrigin",
            swiftSettings: strict),
        .target(
            name: "Harness", dependencies: ["FaultOrigin"], path: "Tests/Harness",
            swiftSettings: strict),
        .executableTarget(
            name: "FaultTable",
            dependencies: [
                "FaultOrigin", "Harness",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/FaultTable",
            swiftSettings: strict),
        .executableTarget(
            name: "Soak",
            dependencies: [
                "DownloadCore", "DownloadEngine", "EngineLink", "FaultOrigin", "Harness",
                "TerminalUI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Soak",
            swiftSettings: strict),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "CLibcurl", "DownloadCore", "DownloadEngine", "FaultOrigin", "Harness",
                "TerminalUI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Benchmarks",
            swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
        .testTarget(
            name: "DownloadCoreTests", dependencies: ["DownloadCore"], exclude: ["Recorded"],
            swiftSettings: strict),
        .testTarget(
            name: "DownloadEngineTests",
            dependencies: [
                "CLibcurl", "DownloadCore", "DownloadEngine", "FaultOrigin", "Harness",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EngineLinkTests",
            dependencies: ["CLinux", "DownloadCore", "EngineLink", "Harness"],
            swiftSettings: strict),
        .testTarget(
            name: "RemoteControlTests",
            dependencies: [
                "DownloadCore", "RemoteControl",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "TerminalUITests", dependencies: ["DownloadCore", "TerminalUI"],
            exclude: ["Snapshots"], swiftSettings: strict),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "CSignals", "DownloadCore", "DownloadEngine", "EngineLink", "RemoteControl",
                "TerminalUI", "pdl-tui",
            ],
            swiftSettings: strict),
        .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
        .target(
            name: "PthreadSynchronization", path: "Tests/PthreadSynchronization",
            swiftSettings: strict),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "CLibFuzzer", "DownloadCore", "DownloadEngine", "RemoteControl", "TerminalUI",
                "pdl-tui",
            ],
            path: "Tests/Fuzz", exclude: ["CLibFuzzer", "README.md"],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Benchmarks", "DownloadCore", "EngineLink", "FaultOrigin", "FaultTable", "Harness",
                "Soak", "TerminalUI", "pdl-tui",
            ],
            swiftSettings: strict),
    ]
)

/// Takes these targets out of the package: a special build is long enough without them.
@MainActor
func leaveOut(_ names: Set<String>) {
    package.targets.removeAll { names.contains($0.name) }
}

/// Builds the package's own modules with these flags; the dependencies stay as they are.
@MainActor
func instrument(compiler: [String], linker: [String], except name: String? = nil) {
    for target in package.targets where target.type != .system && target.name != name {
        target.swiftSettings? += [.unsafeFlags(compiler)]
        if target.type != .regular { target.linkerSettings = [.unsafeFlags(linker)] }
    }
}

switch check {
case "fuzz":
    // The driver's own `-sanitize=fuzzer` would link a `main` beside that of the test bundle, so the
    // frontend gets it, and the linker gets the runtime without `main`.
    leaveOut([
        "ArchitectureTests", "Benchmarks", "CommandLineTests", "DownloadCoreTests",
        "DownloadEngineTests", "EndToEndTests", "EngineLinkTests", "FaultOrigin", "FaultTable",
        "Harness", "PthreadSynchronization", "RemoteControlTests", "Soak", "TerminalUITests",
    ])
    instrument(
        compiler: ["-O", "-Xfrontend", "-sanitize=fuzzer", "-DFUZZING"],
        linker: [Context.environment["PDL_FUZZER_RUNTIME"] ?? "", "-lstdc++"])
case "address":
    leaveOut(["Benchmarks", "EndToEndTests", "FaultTable", "PthreadSynchronization", "Soak"])
    instrument(compiler: ["-sanitize=address"], linker: ["-sanitize=address"])
case "thread":
    // ThreadSanitizer does not see the futex of `Synchronization.Mutex`. It has to see all code, so
    // `--sanitize thread` instruments the dependencies too.
    leaveOut(["Benchmarks", "EndToEndTests", "FaultTable", "Soak"])
    for target in package.targets
    where target.type != .system && target.name != "PthreadSynchronization" {
        target.dependencies.append("PthreadSynchronization")
    }
    instrument(
        compiler: ["-module-alias", "Synchronization=PthreadSynchronization"], linker: [],
        except: "PthreadSynchronization")
default: break
}
