import DownloadCore
import DownloadEngine
import Glibc

/// What a command that downloads needs to know: the settings that hold for it, and its folders.
struct CommandSettings {
    /// The settings, command line included.
    var settings: Settings
    /// Which configuration they were read from.
    var configuration: ConfigurationChoice
    /// The program's own files.
    var paths: Paths
    /// Makes the requests.
    var builder: RequestBuilder

    /// Reads configuration file and environment, and applies the command line.
    ///
    /// - Parameters:
    ///   - options: The options that `get` and the interface share.
    ///   - others: Options of one of them, by the settings' names.
    ///   - usesDownloadFolder: Whether the desktop's folder for downloads goes before the current
    ///     folder.
    /// - Throws: `SettingError` at the first value that is not allowed.
    init(
        _ options: DownloadOptions, and others: [(name: String, value: SettingValue)] = [],
        usesDownloadFolder: Bool
    ) throws(SettingError) {
        let paths = Paths.current()
        var effective = try EffectiveSettings.load(options.configuration.choice, paths: paths)
        for (name, value) in options.given + others {
            try effective.apply(option: name, value)
        }
        let current = currentDirectory()
        let files = RequiredFiles(effective: effective, home: paths.home, base: current)
        try files.checkPlaces(
            [("--output", options.output)],
            needsBase: effective.settings.directory == nil
                && !(usesDownloadFolder && paths.downloads != nil))
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
            directory: usesDownloadFolder ? paths.downloads ?? base : base,
            currentDirectory: base, home: paths.home,
            directoryIsGiven: options.directory != nil, output: options.output,
            mirrors: options.mirror, checksum: options.checksum.flatMap { Checksum($0) },
            digestSource: options.checksum.flatMap { DigestSource(option: $0) } ?? .server)
    }

    /// The folder of new downloads: an absolute path.
    var directory: String { builder.usualFolder }

    /// How the engine is to run.
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
    /// The requests of all URLs, their folders made, for a queue that is held as a whole.
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

/// Whether the locale's text is UTF-8, as `setlocale` would find it.
func localeIsUTF8() -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environmentVariable)
        .first { !$0.isEmpty }
    guard let locale = locale?.lowercased() else { return false }
    return locale.contains("utf-8") || locale.contains("utf8")
}
