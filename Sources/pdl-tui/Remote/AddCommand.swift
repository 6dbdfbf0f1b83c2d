import ArgumentParser
import DownloadCore
import EngineLink
import TerminalUI

/// `pdl-tui add`: adds URLs to the running engine, or to one that it starts in the background.
struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add URLs to the queue without the interface.",
        discussion: """
            The engine that is running takes them; without one, one is started in the background. It \
            returns as soon as they are in the queue. A URL that the queue has already in that folder \
            is resumed.
            """)

    @Argument(help: "URLs or Metalink files to download")
    var urls: [String] = []

    @Option(
        help: ArgumentHelp(
            "read curl commands, as browsers copy them, from a file (- for standard input)",
            valueName: "file"))
    var curl: String?

    @OptionGroup(title: "Download options")
    var options: DownloadOptions

    mutating func validate() throws {
        guard !urls.isEmpty || !options.inputFile.isEmpty || curl != nil else {
            throw ValidationError(
                "nothing to add: give a URL, a list with --input-file, or --curl -")
        }
        guard curl == nil || urls.isEmpty && options.inputFile.isEmpty else {
            throw ValidationError("--curl cannot be combined with URLs or --input-file")
        }
        if curl != nil { return }
        try options.validate(urls: urls)
    }

    func run() async throws {
        let command = try CommandSettings(options, usesDownloadFolder: true)
        let requests =
            if let curl { try command.requests(curl: curl) } else {
                try await command.requests(urls: urls, files: options.inputFile)
            }
        let notice = try await EngineAccess.add(requests, command, options: options.given)
        if let notice {
            let words = notice.isEmpty ? "" : "\npdl-tui: the engine: \(Text.visible(notice))"
            Output.standardError.write(
                "pdl-tui: started an engine in the background; pdl-tui shows it\(words)\n")
        }
    }
}
