import ArgumentParser
import DownloadCore
import DownloadEngine

/// The options shared by `get` and the interface, where they are defaults for new downloads.
///
/// Values stay text here. The table of settings reads them like the environment and the
/// configuration file, so that the allowed values are defined in one place.
struct DownloadOptions: ParsableArguments {
    @Option(
        name: [.customShort("n"), .long], help: .of("fragments", "n|auto"),
        completion: .list(["auto", "1", "2", "4", "8", "16", "32", "64"]))
    var fragments: String?

    @Option(
        name: [.customShort("d"), .long], help: .of("directory", "dir"), completion: .directory)
    var directory: String?

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("file name or path (with one URL)", valueName: "path"),
        completion: .directory)
    var output: String?

    @Option(name: [.customShort("j"), .long], help: .of("active", "n"))
    var active: String?

    @Option(help: .of("per-host", "n"))
    var perHost: String?

    @Option(help: .of("limit", "rate"))
    var limit: String?

    @Option(help: .of("retries", "n"))
    var retries: String?

    @Option(help: .of("timeout", "seconds"))
    var timeout: String?

    @Option(help: .of("connect-timeout", "seconds"))
    var connectTimeout: String?

    @Option(
        help: ArgumentHelp(
            "expected checksum (sha256, sha512, sha1 or md5); auto looks for a checksum file beside"
                + " the download, none verifies nothing (default: what the server declares)",
            valueName: "algo:hex|auto|none"))
    var checksum: String?

    @Option(
        help: ArgumentHelp(
            "another source of the same file (with one URL; repeatable)", valueName: "url"))
    var mirror: [String] = []

    @Option(
        name: [.customShort("i"), .long],
        help: ArgumentHelp(
            "read URLs from a file, one per line, # for comments, - for standard input (repeatable)",
            valueName: "file"), completion: .file())
    var inputFile: [String] = []

    @Option(name: .long, help: .of("on-exists", "what"), completion: .list(Self.policies))
    var onExists: String?

    @Option(help: .of("metalink", "what"), completion: .list(Self.metalinks))
    var metalink: String?

    @Option(help: .of("file-time", "whose"), completion: .list(Self.fileTimes))
    var fileTime: String?

    @OptionGroup(title: "Request options")
    var request: RequestOptions

    @OptionGroup(title: "Configuration options")
    var configuration: ConfigurationOptions

    private static let fileTimes = FileTime.allCases.map(\.rawValue)
    private static let metalinks = MetalinkPolicy.allCases.map(\.rawValue)
    private static let policies = ExistingFilePolicy.allCases.map(\.rawValue)

    /// The given options that correspond to settings, by setting.
    var given: [(name: String, value: SettingValue)] {
        let texts = [
            ("fragments", fragments), ("directory", directory), ("active", active),
            ("per-host", perHost), ("limit", limit), ("retries", retries), ("timeout", timeout),
            ("connect-timeout", connectTimeout), ("on-exists", onExists),
            ("metalink", metalink), ("file-time", fileTime),
        ]
        return texts.compactMap { name, text in text.map { (name, .text($0)) } } + request.given
    }
}

extension ArgumentHelp {
    private static let preset = Settings()
    /// Whether options are created without their help, which takes longer than the rest.
    @TaskLocal static var isLeftOut = false

    /// Returns the help of an option from its setting: its summary, allowed values and default.
    static func of(_ name: String, _ valueName: String? = nil) -> ArgumentHelp {
        guard !isLeftOut, let setting = Setting<Settings>.named(name) else {
            return ArgumentHelp(valueName: valueName)
        }
        guard valueName != nil else { return ArgumentHelp("\(setting.summary)") }
        let preset = setting.show(Self.preset).map { String($0.filter { $0 != "\"" }) }
        let details = [setting.choices, (preset ?? setting.unset).map { "default: \($0)" }]
            .compactMap(\.self).joined(separator: "; ")
        return ArgumentHelp(
            "\(setting.summary)\(details.isEmpty ? "" : " (\(details))")", valueName: valueName)
    }
}
