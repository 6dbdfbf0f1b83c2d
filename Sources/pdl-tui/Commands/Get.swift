import ArgumentParser
import DownloadCore
import DownloadEngine

/// `pdl-tui get`: downloads without the interface, then exits.
struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Download without the interface, then exit.",
        discussion: """
            Ctrl-C pauses; run the same command again to resume. The path of each finished file is \
            printed on standard output, progress on standard error.

            Examples:
              pdl-tui get https://example.org/image.iso
              pdl-tui get -n 16 --checksum auto https://example.org/image.iso
              pdl-tui get -q -j 8 -d files -i urls.txt
              echo https://example.org/image.iso | pdl-tui get --json -i -

            A line of an input file is a URL, optionally followed by more URLs of the same file and \
            a checksum such as sha256:HEX.

            Exit codes: 0 all done; 1 a download failed; 64 wrong usage, or nothing to download; 75 \
            interrupted, run the same command again to resume.
            """)

    @Argument(
        help: "URLs or Metalink files to download",
        completion: .file(extensions: ["meta4", "metalink"]))
    var urls: [String] = []

    @OptionGroup(title: "Download options")
    var options: DownloadOptions

    @Flag(
        help: """
            one JSON object per line on standard output: start, warning, progress, retry, done, failed
            """)
    var json = false

    /// The form of the progress on standard error.
    enum Progress: String, CaseIterable, ExpressibleByArgument {
        case bar, plain, none
    }

    @Option(
        help: ArgumentHelp(
            """
            how to show progress: a bar, plain lines (for screen readers and logs) or not at all \
            (bar, plain, none; default: bar on a terminal, else plain)
            """, valueName: "how"), completion: .list(Progress.allCases.map(\.rawValue)))
    var progress: Progress?

    @Flag(name: .shortAndLong, help: "show errors only, no progress")
    var quiet = false

    @Flag(name: .shortAndLong, help: "also report retries and their reasons")
    var verbose = false

    mutating func validate() throws {
        try options.validate(urls: urls)
        if urls.isEmpty, options.inputFile.isEmpty {
            throw ValidationError("no URL given")
        }
        if quiet, verbose {
            throw ValidationError("--quiet and --verbose cannot be combined")
        }
        if let progress, json || quiet {
            let other = json ? "--json" : "--quiet"
            throw ValidationError("--progress \(progress.rawValue) and \(other) cannot be combined")
        }
        if progress == Progress.none, verbose {
            throw ValidationError("--progress none and --verbose cannot be combined")
        }
    }

    func run() async throws {
        let command = try CommandSettings(options, usesDownloadFolder: false)
        // Faults in the command itself are reported before anything starts.
        for url in urls { _ = try command.builder.requests(InputLine(url: url)) }
        let source = try InputSource(urls: urls, files: options.inputFile)
        var configuration = command.engineConfiguration(ledger: nil)
        configuration.asksUser = false
        configuration.releasesEnded = true
        let engine = try await Engine.start(configuration)
        let schedule = Task { await keepLimitSchedule(of: command.settings, in: engine) }
        let run = GetRun(
            engine: engine, source: source, builder: command.builder,
            voice: GetReporter(
                form: form, isVerbose: verbose, isASCII: command.settings.ascii ?? !localeIsUTF8(),
                warning: command.settings.transport.insecure
                    ? "certificates are not checked" : nil,
                usesColor: command.settings.usesColor, output: .standardOutput,
                errors: .standardError))
        let status = try await run.run()
        schedule.cancel()
        exitProcess(status)
    }

    private var form: GetReporter.Form {
        if json { return .json }
        if quiet { return .quiet }
        switch progress {
        case .bar?, nil: return Output.standardError.isTerminal ? .block : .plain
        case .plain?: return .plain
        case Progress.none?: return .quiet
        }
    }
}
