import ArgumentParser
import DownloadCore
import EngineLink

/// The downloads named on the command line.
struct DownloadArguments: ParsableArguments {
    @Argument(help: "a number of pdl-tui list, a name, or all")
    var downloads: [String]

    /// Performs an intent on the downloads in the running engine.
    ///
    /// - Throws: `LinkError` when no engine runs, `SettingError` when a word names no download.
    func perform(_ intent: @escaping @Sendable ([DownloadID]) -> Intent) async throws {
        try await RunningEngine.perform(downloads, intent)
    }
}

/// The running engine, for commands that end at once.
enum RunningEngine {
    /// Performs an intent on the named downloads.
    static func perform(_ words: [String], _ intent: @escaping @Sendable ([DownloadID]) -> Intent)
        async throws
    {
        let client = try EngineAccess.required()
        let ids = try DownloadSelection.ids(words, in: try await client.snapshot())
        if !ids.isEmpty { try await client.request(intent(ids)) }
        try await client.end(.leave)
    }
}

/// `pdl-tui pause`.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Pause downloads of the running engine.")

    @OptionGroup var arguments: DownloadArguments

    func run() async throws { try await arguments.perform { .pause($0) } }
}

/// `pdl-tui resume`.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Resume paused downloads of the running engine.")

    @OptionGroup var arguments: DownloadArguments

    func run() async throws { try await arguments.perform { .resume($0) } }
}

/// `pdl-tui retry`.
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Retry failed downloads of the running engine now.")

    @OptionGroup var arguments: DownloadArguments

    func run() async throws { try await arguments.perform { .retry($0) } }
}

/// `pdl-tui remove`.
struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove downloads from the running engine's queue.",
        discussion: "Finished files always stay, and so do part files without --delete-part.")

    @Flag(help: "delete the part files too")
    var deletePart = false

    @OptionGroup var arguments: DownloadArguments

    func run() async throws {
        try await arguments.perform { [deletePart] in .remove($0, deletingPartFile: deletePart) }
    }
}

/// `pdl-tui limit`.
struct LimitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit",
        abstract: "Limit the speed of the running engine or of downloads.",
        discussion: "Without downloads it limits all of them together.")

    @Argument(help: "bytes per second such as 500K or 2M, or none")
    var rate: String

    @Argument(help: "a number of pdl-tui list, a name, or all")
    var downloads: [String] = []

    func run() async throws {
        let limit: Int64?
        do throws(RateText.Problem) {
            limit = try RateText.bytesPerSecond(rate)
        } catch {
            throw ValidationError("\(rate) is not a rate such as 500K or 2M, or none")
        }
        guard downloads.isEmpty else {
            return try await RunningEngine.perform(downloads) {
                .limitDownload($0, bytesPerSecond: limit)
            }
        }
        let client = try EngineAccess.required()
        try await client.request(.limitAll(bytesPerSecond: limit))
        try await client.end(.leave)
    }
}

/// `pdl-tui fragments`.
struct FragmentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fragments",
        abstract: "Set how many fragments of downloads are fetched at a time.")

    @Argument(help: "1 to 64, or auto")
    var count: String

    @OptionGroup var arguments: DownloadArguments

    func run() async throws {
        guard let count = SettingKind<FragmentCount>.fragments.read(.text(count)) else {
            throw ValidationError("\(count) is not a number from 1 to 64, or auto")
        }
        try await arguments.perform { .setFragments($0, count) }
    }
}

/// `pdl-tui stop`.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop the running engine; downloads resume when it starts again.",
        discussion: "An interface that runs the engine itself ends, too.")

    func run() async throws {
        let paths = try Paths.current()
        guard let client = try EngineAccess.running(paths, acceptsOtherVersion: true) else {
            return Output.standardError.write("pdl-tui: no engine is running\n")
        }
        client.limitSilence()
        try await client.stop()
    }
}
