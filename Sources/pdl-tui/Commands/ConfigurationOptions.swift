import ArgumentParser
import DownloadCore
import DownloadEngine

/// The options that select the configuration file.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "use this configuration file instead of the default one", valueName: "file"),
        completion: .file())
    var file: String?

    @Flag(name: .customLong("no-config"), help: "read no configuration file")
    var none = false

    /// The selected configuration.
    var choice: ConfigurationChoice {
        if none { return .none }
        return file.map(ConfigurationChoice.file) ?? .usual
    }

    mutating func validate() throws {
        if none, file != nil {
            throw ValidationError("--config and --no-config cannot be combined")
        }
    }
}
