import ArgumentParser
import DownloadCore
import DownloadEngine
import Glibc
import TerminalUI

/// The command without a subcommand: the interface.
struct InterfaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "A download manager for the terminal.",
        usage: """
            pdl-tui [options] [URL ...]       open the interface and add the URLs to the queue
            pdl-tui get [options] URL ...     download without the interface, then exit
            pdl-tui list [--json]             print the queue and the history
            pdl-tui add [options] URL ...     add URLs to the queue without the interface
            pdl-tui pause|resume|retry|remove DOWNLOAD ...
            pdl-tui limit RATE [DOWNLOAD ...]
            pdl-tui fragments N|auto DOWNLOAD ...
            pdl-tui watch [--json]            print what the engine does
            pdl-tui daemon, pdl-tui stop      run the engine without the interface; stop it
            pdl-tui config                    print the effective settings
            pdl-tui completions SHELL         print the completion script for bash, zsh or fish
            """,
        discussion: """
            Examples:
              pdl-tui https://example.org/image.iso
              pdl-tui -n 16 -d ~/Downloads -i urls.txt
              pdl-tui get --checksum auto https://example.org/image.iso

            In the interface "?" shows every key. Options are defaults for new downloads; the \
            manual page has more: man pdl-tui.
            """,
        shouldDisplay: false)

    @Argument(
        help: "URLs or Metalink files to download",
        completion: .file(extensions: ["meta4", "metalink"]))
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
        let (urls, files) = (urls, options.inputFile)
        let set = options.given + screen.given
        // Faults in the command itself are reported before the screen appears.
        let requests = files.isEmpty ? try await command.requests(urls: urls, files: []) : nil
        var interface = command.settings.interfaceOptions(
            builder: command.builder, directory: command.directory)
        interface.beginsWithWork = !urls.isEmpty || !files.isEmpty
        let ownFiles = InterfaceFiles(
            ledger: command.paths.ledger, configuration: command.paths.configuration)
        let ending = try await App.run(
            options: interface, files: ownFiles,
            hangUp: command.settings.onHangup == .background ? .background : .leave
        ) {
            let given =
                if let requests { requests } else {
                    try await command.requests(urls: urls, files: files)
                }
            let service = try await EngineAccess.open(command, options: set)
            await service.takeUp(given)
            return service
        }
        if !ending.hasStarted {
            // The start may never complete: nothing that it may be using is closed.
            guard interface.beginsWithWork || ending.hasAsked else { _exit(ending.exitCode) }
            Output.standardError.write(
                "pdl-tui: quit while the queue was loading; nothing was added or changed\n")
            _exit(ExitStatus.interrupted.rawValue)
        }
        throw ExitCode(ending.exitCode)
    }
}

extension DownloadOptions {
    /// Checks combinations of options.
    func validate(urls: [String]) throws {
        let isOfOne = checksum.map { DigestSource(option: $0) == nil } ?? false
        let single = [
            ("--output", output != nil), ("--checksum ALGO:HEX", isOfOne),
            ("--mirror", !mirror.isEmpty),
        ]
        if let name = single.first(where: \.1)?.0, urls.count != 1 || !inputFile.isEmpty {
            throw ValidationError("\(name) needs exactly one URL")
        }
        if let checksum, Checksum(checksum) == nil, DigestSource(option: checksum) == nil {
            throw ValidationError(
                "invalid value \"\(checksum)\" for --checksum: use auto, none, or ALGO:HEX with"
                    + " sha256 (64 digits), sha512 (128), sha1 (40) or md5 (32)")
        }
        if inputFile.count(where: { $0 == "-" }) > 1 {
            throw ValidationError("standard input (-) can be read only once")
        }
    }
}
