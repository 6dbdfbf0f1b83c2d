import ArgumentParser

/// The arguments as they are parsed: most of a long list of URLs at the end is set aside.
///
/// The parser's time grows with the square of the number of arguments: 10,000 URLs take seconds.
/// Arguments after the last option need no parsing.
struct ArgumentList: Equatable {
    /// The number of URLs at the end that are parsed anyway.
    ///
    /// The first may be an option's value, and a command must see whether there are several.
    static let parsedURLs = 3

    /// The arguments for the parser.
    var parsed: [String]
    /// The URLs that follow.
    var surplus: ArraySlice<String> = []

    init(_ arguments: [String]) {
        let start = arguments.lastIndex { !$0.contains("://") || $0.hasPrefix("-") } ?? -1
        let end = start + 1 + Self.parsedURLs
        guard end < arguments.count else {
            parsed = arguments
            return
        }
        parsed = Array(arguments[..<end])
        surplus = arguments[end...]
    }
}

extension PDLTUI {
    /// Returns the command for the arguments.
    ///
    /// - Throws: The errors of the parser, for `CommandFailure`.
    static func parse(_ arguments: ArgumentList) throws -> any ParsableCommand {
        switch try parseAsRoot(arguments.parsed) {
        case var get as Get:
            get.urls += arguments.surplus
            return get
        case var interface as InterfaceCommand:
            if let word = interface.urls.first, let problem = CommandWord.problem(with: word) {
                throw SettingError(message: problem)
            }
            interface.urls += arguments.surplus
            return interface
        case let command: return command
        }
    }
}
