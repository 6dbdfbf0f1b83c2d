import ArgumentParser

/// A command whose usual arguments are read without the parser.
protocol QuickCommand: AsyncParsableCommand {
    /// Its options without a value, beside those of `DownloadOptions`.
    static var flags: Set<String> { get }

    /// The options of its downloads.
    var options: DownloadOptions { get set }

    /// Takes its other arguments; returns whether their values are valid.
    mutating func take(_ given: inout QuickArguments) -> Bool
}

extension QuickCommand {
    /// Creates the command for its arguments; `nil` when they are for the parser.
    init?(quickly arguments: some Sequence<String>) {
        let isFlag = { Self.flags.contains($0) || DownloadOptions.flags.contains($0) }
        guard var given = QuickArguments(arguments, isFlag: isFlag),
            let command = ArgumentHelp.$isLeftOut.withValue(
                true, operation: { Self(taking: &given) })
        else { return nil }
        self = command
    }

    private init?(taking given: inout QuickArguments) {
        self.init()
        options = DownloadOptions(taking: &given)
        guard take(&given), given.isEmpty else { return nil }
        do {
            try options.configuration.validate()
            try validate()
        } catch {
            return nil
        }
    }
}

/// The commands that are read without the parser.
enum QuickCommands {
    /// Returns the command for the arguments of the program; `nil` when they are for the parser.
    static func command(for arguments: [String]) -> (any AsyncParsableCommand)? {
        switch arguments.first {
        case "get": Get(quickly: arguments.dropFirst())
        case "add": AddCommand(quickly: arguments.dropFirst())
        case "daemon": DaemonCommand(quickly: arguments.dropFirst())
        default: InterfaceCommand(quickly: arguments)
        }
    }
}

extension Get: QuickCommand {
    static let flags: Set<String> = ["--json", "--quiet", "-q", "--verbose", "-v"]

    mutating func take(_ given: inout QuickArguments) -> Bool {
        urls = given.takeRest()
        json = given.takeFlag("--json")
        quiet = given.takeFlag("--quiet", "-q")
        verbose = given.takeFlag("--verbose", "-v")
        let how = given.take("--progress")
        progress = how.flatMap(Progress.init)
        return how == nil || progress != nil
    }
}

extension AddCommand: QuickCommand {
    static let flags: Set<String> = []

    mutating func take(_ given: inout QuickArguments) -> Bool {
        urls = given.takeRest()
        curl = given.take("--curl")
        return true
    }
}

extension DaemonCommand: QuickCommand {
    static let flags: Set<String> = ["--started-by-face"]

    mutating func take(_ given: inout QuickArguments) -> Bool {
        isStartedByFace = given.takeFlag("--started-by-face")
        return true
    }
}

extension InterfaceCommand: QuickCommand {
    static let flags: Set<String> = ["--ascii", "--no-mouse", "--quit-when-done"]

    mutating func take(_ given: inout QuickArguments) -> Bool {
        urls = given.takeRest()
        screen = ScreenOptions(taking: &given)
        // The parser knows every command.
        return !urls.contains(where: CommandWord.mayBeCommand)
    }
}

extension ScreenOptions {
    fileprivate init(taking given: inout QuickArguments) {
        self.init()
        theme = given.take("--theme")
        slowLimit = given.take("--slow-limit")
        ascii = given.takeFlag("--ascii")
        noMouse = given.takeFlag("--no-mouse")
        quitWhenDone = given.takeFlag("--quit-when-done")
    }
}
