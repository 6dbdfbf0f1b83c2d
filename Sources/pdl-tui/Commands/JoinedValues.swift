import DownloadCore

/// Separates options from values that are joined to them in a way that the parser misreads.
///
/// The parser takes `-n4` for a group of flags, and the argument after `--limit=` for its value.
enum JoinedValues {
    /// The short options with a value, and the names that the parser knows them by.
    static let options: [Character: String] = [
        "n": "--fragments", "d": "--directory", "o": "--output", "j": "--active",
        "i": "--input-file", "H": "--header", "A": "--user-agent",
    ]
    /// The short options without a value, which may precede another in a group.
    static let flags: Set<Character> = ["q", "v", "h"]

    /// The commands with these options; the interface has no name.
    private static let commands = ["get", "add", "daemon", "open"]
    private static let longFlags = DownloadOptions.flags
        .union(Get.flags).union(AddCommand.flags).union(DaemonCommand.flags)
        .union(InterfaceCommand.flags)

    /// Returns the arguments in forms that the parser reads.
    ///
    /// - Parameter arguments: The arguments without the program's name.
    /// - Returns: The arguments, `-qn4` as `-q` and `--fragments=4`, `--limit=` as `--limit` and an
    ///   empty text.
    static func separated(_ arguments: [String]) -> [String] {
        if let first = arguments.first, CommandWord.names.contains(first),
            !commands.contains(first)
        {
            return arguments
        }
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        var separated: [String] = []
        separated.reserveCapacity(arguments.count)
        for argument in arguments[..<end] {
            if argument.utf8.first == UInt8(ascii: "-"), let parts = parts(of: argument) {
                separated += parts
            } else {
                separated.append(argument)
            }
        }
        return separated + arguments[end...]
    }

    private static func parts(of argument: String) -> [String]? {
        if argument.hasPrefix("--") {
            guard argument.utf8.last == UInt8(ascii: "=") else { return nil }
            let name = argument.dropLast()
            return name.contains("=") || longFlags.contains(String(name))
                ? nil : [String(name), ""]
        }
        let group = argument.dropFirst()
        let leading = group.prefix(while: flags.contains)
        let rest = group[leading.endIndex...]
        guard let letter = rest.first, let option = options[letter] else { return nil }
        let value = rest.dropFirst()
        // The parser reads `-n=4`.
        guard let first = value.first, first != "=" else { return nil }
        return leading.map { "-\($0)" } + ["\(option)=\(value)"]
    }
}
