import ArgumentParser

/// The arguments as they are parsed: most of a long row of URLs at their end is kept apart.
///
/// The parser's time grows with the square of the number of arguments: 10,000 URLs take it seconds.
/// What stands behind the last option needs no parsing.
struct ArgumentList: Equatable {
    /// How many of the URLs at the end are parsed all the same: the first may be an option's value,
    /// and the checks of a command must see that there is more than one.
    static let parsedURLs = 3

    /// What the parser gets.
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
    /// The command that the arguments ask for.
    ///
    /// - Throws: What the parser throws, for `CommandFailure`.
    static func parse(_ arguments: ArgumentList) throws -> any ParsableCommand {
        switch try command(arguments.parsed) {
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

    /// The command that is asked for, parsed; `get` by itself, which takes half the time, since the
    /// parser looks through the options of all that could be meant.
    private static func command(_ arguments: [String]) throws -> any ParsableCommand {
        if arguments.first == Get.configuration.commandName,
            let get = try? Get.parseAsRoot(Array(arguments.dropFirst())) as? Get
        {
            return get
        }
        // What is wrong, or a wish for help, is said in the words of the whole command.
        return try parseAsRoot(arguments)
    }
}
