import ArgumentParser
import DownloadCore
import DownloadEngine
import TerminalUI

/// The command without a subcommand: the interface.
struct InterfaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "A download manager for the terminal.",
        usage: """
            pdl-tui [options] [URL ...]       the interface; URLs given are added to the queue
            pdl-tui get [options] URL ...     no interface: fetch, then exit
            pdl-tui list [--json]             the queue and history
            pdl-tui config                    the settings that hold
            pdl-tui completions SHELL         the completion script for bash, zsh or fish
            """,
        discussion: """
            Examples:
              pdl-tui https://example.org/image.iso
              pdl-tui -n 16 -d ~/Downloads -i urls.txt
              pdl-tui get --checksum sha256:HEX -o image.iso https://example.org/image.iso

            In the interface "?" shows every key. Options are the defaults of new downloads; see \
            also man pdl-tui.
            """,
        shouldDisplay: false)

    @Argument(help: "what to download")
    var urls: [String] = []

    @OptionGroup(title: "Download options")
    var options: DownloadOptions

    @OptionGroup(title: "Interface options")
    var screen: ScreenOptions

    mutating func validate() throws {
        try options.validate(urls: urls)
    }

    func run() async throws {
        let command = try CommandSettings(options, and: screen.given, usesDownloadFolder: true)
        let requests = try await command.requests(urls: urls, files: options.inputFile)
        let directory = command.directory
        let engine = try await Engine.start(
            command.engineConfiguration(ledger: command.paths.ledger))
        let companions = await Companions.begin(command, engine: engine)
        await engine.takeUp(requests)
        var interface = command.settings.interfaceOptions(
            builder: command.builder, directory: directory)
        interface.beginsWithWork = !requests.isEmpty
        let status = try await App.run(engine: engine, options: interface)
        await companions.end()
        throw ExitCode(status)
    }
}

/// The options that only the interface has.
struct ScreenOptions: ParsableArguments {
    @Option(help: .of("theme", "name"), completion: .list(Settings.builtInThemes))
    var theme: String?

    @Flag(help: .of("ascii"))
    var ascii = false

    @Flag(help: "leave the mouse to the terminal")
    var noMouse = false

    @Option(help: .of("slow-limit", "rate"))
    var slowLimit: String?

    @Flag(help: .of("quit-when-done"))
    var quitWhenDone = false

    /// The options that were given, by the settings' names.
    var given: [(name: String, value: SettingValue)] {
        var given: [(name: String, value: SettingValue)] = []
        if let theme { given.append(("theme", .text(theme))) }
        if let slowLimit { given.append(("slow-limit", .text(slowLimit))) }
        if ascii { given.append(("ascii", .flag(true))) }
        if noMouse { given.append(("mouse", .flag(false))) }
        if quitWhenDone { given.append(("quit-when-done", .flag(true))) }
        return given
    }
}

extension DownloadOptions {
    /// Checks what concerns the options together.
    func validate(urls: [String]) throws {
        let isOfOne = checksum.map { DigestSource(option: $0) == nil } ?? false
        let single = [
            ("--output", output != nil), ("--checksum ALGO:HEX", isOfOne),
            ("--mirror", !mirror.isEmpty),
        ]
        if let name = single.first(where: \.1)?.0, urls.count != 1 || !inputFile.isEmpty {
            throw ValidationError("\(name) goes with exactly one URL")
        }
        if let checksum, Checksum(checksum) == nil, DigestSource(option: checksum) == nil {
            throw ValidationError(
                "--checksum \(checksum) is not allowed; allowed: auto, none, or ALGO:HEX with"
                    + " sha256 (64 digits), sha512 (128), sha1 (40) or md5 (32)")
        }
        if inputFile.count(where: { $0 == "-" }) > 1 {
            throw ValidationError("standard input can be read once only")
        }
    }
}
