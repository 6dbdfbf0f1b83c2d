import DownloadCore
import DownloadEngine
import EngineLink
import Glibc

extension Paths {
    /// The endpoint of this user's engine; `nil` without a place for a socket.
    var endpoint: Endpoint? {
        Endpoint.usual(
            runtime: runtime,
            state: ledger.map { String($0[..<($0.lastIndex(of: "/") ?? $0.endIndex)]) })
    }
}

/// The engine for a command: the running one, or a new one.
enum EngineAccess {
    /// Connects to the running engine.
    ///
    /// - Parameters:
    ///   - paths: The program's own files.
    ///   - acceptsOtherVersion: Whether an engine of another version is accepted.
    /// - Returns: `nil` when none runs.
    /// - Throws: `LinkError` when the listener cannot be used.
    static func running(
        _ paths: Paths, acceptsOtherVersion: Bool = false
    ) throws(LinkError) -> EngineClient? {
        guard let endpoint = paths.endpoint else { return nil }
        return try EngineClient.connect(
            endpoint, version: EngineConfiguration.version,
            acceptsOtherVersion: acceptsOtherVersion)
    }

    /// Connects to the running engine, for a command that requires one.
    ///
    /// - Parameter watches: Whether the command waits for news, however long that takes.
    /// - Returns: The engine.
    /// - Throws: `LinkError` when none runs, `SettingError` when the environment is invalid.
    static func required(watches: Bool = false) throws -> EngineClient {
        guard let client = try running(try Paths.current()) else {
            throw LinkError.failed("no engine is running; pdl-tui or pdl-tui daemon starts one")
        }
        if !watches { client.limitSilence() }
        return client
    }

    /// Connects to the running engine, or starts one in this process.
    ///
    /// - Parameters:
    ///   - command: The settings.
    ///   - options: The options of the command line.
    /// - Returns: The engine.
    /// - Throws: `LinkError`, `SettingError` when an option cannot be honoured, or `DownloadError`.
    static func open(
        _ command: CommandSettings, options: [(name: String, value: SettingValue)]
    ) async throws -> any DownloadService {
        let handed = options.map { HandOver.Option(name: $0.name, value: $0.value) }
        guard let endpoint = command.paths.endpoint else {
            return try await OwnEngine.start(command, options: handed, claim: nil)
        }
        for _ in 0..<attempts {
            do {
                if let client = try EngineClient.connect(
                    endpoint, version: EngineConfiguration.version)
                {
                    try check(options.map(\.name), process: client.process)
                    return client
                }
                return try await OwnEngine.start(
                    command, options: handed, claim: try EngineClaim(endpoint))
            } catch LinkError.taken, LinkError.lost {
                // An engine is starting or ending.
                try await Task.sleep(for: .milliseconds(50))
            } catch LinkError.failed(let reason) {
                return try await OwnEngine.start(
                    command, options: handed, claim: nil,
                    notice: "no other pdl-tui can attach: \(reason)")
            }
        }
        throw LinkError.taken
    }

    /// Refuses options that an engine reads only when it starts.
    private static func check(_ names: [String], process: Int) throws(SettingError) {
        guard let name = names.first(where: engineOptions.contains) else { return }
        throw SettingError(
            message: "--\(name) has no effect on the engine that is running (process \(process));"
                + " run \"pdl-tui stop\" first")
    }

    private static let engineOptions: Set = [
        "active", "per-host", "retries", "timeout", "connect-timeout", "limit", "slow-limit",
        "file-time",
    ]

    /// The number of attempts to reach a starting engine: ten seconds.
    private static let attempts = 200

    /// Submits requests to the running engine, or to a background engine that it starts.
    ///
    /// - Returns: `nil` if one was running; the notice of the one that was started, or an empty
    ///   text.
    /// - Throws: The errors of `open`.
    static func add(
        _ requests: [DownloadRequest], _ command: CommandSettings,
        options: [(name: String, value: SettingValue)]
    ) async throws -> String? {
        guard let endpoint = command.paths.endpoint else {
            throw LinkError.failed("no place for a socket: HOME and XDG_RUNTIME_DIR are not set")
        }
        var hasStarted = false
        for _ in 0..<attempts {
            do {
                guard
                    let client = try EngineClient.connect(
                        endpoint, version: EngineConfiguration.version)
                else {
                    let daemon = try DaemonProcess.start(command.configuration)
                    try daemon.takeOver([
                        HandOver(options: options.map { .init(name: $0.name, value: $0.value) })
                    ])
                    hasStarted = true
                    continue
                }
                if !hasStarted { try check(options.map(\.name), process: client.process) }
                client.limitSilence()
                try await client.submit(requests)
                let notice = hasStarted ? try await client.snapshot().notice ?? "" : nil
                try await client.end(.leave)
                return notice
            } catch LinkError.lost, LinkError.taken {
                // An engine is ending or starting. A URL that an ended one has saved is resumed.
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        throw LinkError.taken
    }
}
