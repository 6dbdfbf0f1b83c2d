import ArgumentParser
import DownloadCore

/// What the options that the interface and `get` share ask for, in plain values.
struct DownloadChoices {
    /// The options that stand for settings and were given, by the settings' names.
    var given: [(name: String, value: SettingValue)] = []
    /// The name or path of the one file.
    var output: String?
    /// More sources of the one file.
    var mirrors: [String] = []
    /// The digest the file must have, or where to look for it.
    var checksum: String?
    /// Paths of lists of URLs; `-` is standard input.
    var inputFiles: [String] = []
    /// Where the configuration file is looked for.
    var configuration = ConfigurationChoice.usual

    /// Checks what concerns the options together.
    func validate(urls: [String]) throws {
        let isOfOne = checksum.map { DigestSource(option: $0) == nil } ?? false
        let single = [
            ("--output", output != nil), ("--checksum ALGO:HEX", isOfOne),
            ("--mirror", !mirrors.isEmpty),
        ]
        if let name = single.first(where: \.1)?.0, urls.count != 1 || !inputFiles.isEmpty {
            throw ValidationError("\(name) goes with exactly one URL")
        }
        if let checksum, Checksum(checksum) == nil, DigestSource(option: checksum) == nil {
            throw ValidationError(
                "--checksum \(checksum) is not allowed; allowed: auto, none, or ALGO:HEX with"
                    + " sha256 (64 digits), sha512 (128), sha1 (40) or md5 (32)")
        }
        if inputFiles.count(where: { $0 == "-" }) > 1 {
            throw ValidationError("standard input can be read once only")
        }
    }
}
