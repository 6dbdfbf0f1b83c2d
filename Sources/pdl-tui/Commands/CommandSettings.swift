import DownloadCore
import DownloadEngine
import Glibc

/// The effective settings and folders of a command that downloads.
struct CommandSettings {
    /// The settings, including the command line's.
    var settings: Settings
    /// The configuration that they were read from.
    var configuration: ConfigurationChoice
    /// The program's own files.
    var paths: Paths
    /// Creates the requests.
    var builder: RequestBuilder
}

extension CommandSettings {
    /// Reads the configuration file and the environment, and applies the command line.
    ///
    /// - Parameters:
    ///   - options: The options that `get` and the interface share.
    ///   - others: The command's own options, by setting.
    ///   - usesDownloadFolder: Whether the desktop's download folder takes precedence over the
    ///     current folder.
    /// - Throws: `SettingError` at the first invalid value.
    init(
        _ options: DownloadOptions, and others: [(name: String, value: SettingValue)] = [],
        usesDownloadFolder: Bool
    ) throws(SettingError) {
        let paths = try Paths.current()
        var effective = try EffectiveSettings.load(options.configuration.choice, paths: paths)
        try effective.apply(options: options.given + others)
        let (current, problem) = currentDirectory()
        let usesFolderOfSystem = effective.settings.directory == nil
        let downloads = usesFolderOfSystem && usesDownloadFolder ? try paths.downloads() : nil
        let files = RequiredFiles(
            effective: effective, home: paths.home, base: current, baseProblem: problem)
        try files.checkPlaces(
            [("--output", options.output)], needsBase: usesFolderOfSystem && downloads == nil)
        try files.checkFiles()
        try effective.readSecretFiles(
            home: paths.home, base: current ?? "/",
            canReadInput: !usesDownloadFolder && !options.inputFile.contains("-"))
        let settings = effective.resolved
        let base = current ?? "/"
        self.configuration = options.configuration.choice
        self.paths = paths
        self.settings = settings
        self.builder = RequestBuilder(
            settings: settings,
            directory: downloads ?? base,
            currentDirectory: base, home: paths.home,
            directoryIsGiven: options.directory != nil, output: options.output,
            mirrors: options.mirror, checksum: options.checksum.flatMap { Checksum($0) },
            digestSource: options.checksum.flatMap { DigestSource(option: $0) } ?? .server,
            loginOrigin: effective.loginOrigin)
        // "get" runs no RPC.
        if usesDownloadFolder { _ = try remoteRules() }
    }

    /// The folder for new downloads: an absolute path.
    var directory: String { builder.usualFolder }

    /// Returns the configuration of the engine.
    ///
    /// - Parameter ledger: The ledger's file; `nil` for none.
    /// - Returns: The configuration to start an engine with.
    func engineConfiguration(ledger: String?) -> EngineConfiguration {
        var configuration = settings.engineConfiguration(directory: directory, ledger: ledger)
        configuration.folder = { [kinds = builder.kindFolders] in kinds.folder(forName: $0) }
        return configuration
    }
}

extension CommandSettings {
    /// Returns the requests for all URLs and creates their folders, for a queue held in memory.
    ///
    /// - Throws: `SettingError` at the first URL, line or folder that cannot be used.
    func requests(urls: [String], files: [String]) async throws -> [DownloadRequest] {
        let source = try InputSource(urls: urls, files: files)
        var requests: [DownloadRequest] = []
        while case let entries = await source.next(1024), !entries.isEmpty {
            for entry in entries { requests += try builder.requests(try entry.get()) }
        }
        return requests
    }
}

/// Returns whether the locale's encoding is UTF-8, as `setlocale` would determine it.
func localeIsUTF8() -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(ProcessEnvironment.text)
        .first { !$0.isEmpty }
    guard let locale = locale?.asciiLowercased else { return false }
    let letters = locale.utf8.filter { $0 != UInt8(ascii: "-") }
    return letters.indices.contains { letters[$0...].starts(with: "utf8".utf8) }
}
