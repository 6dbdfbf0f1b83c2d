import ArgumentParser

/// `pdl-tui get`: fetch without the interface, then exit.
struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Fetch without the interface, then exit.",
        discussion: """
            Ctrl-C pauses: the same command again goes on where it was. The path of each finished \
            file is printed on standard output, progress on standard error.

            Examples:
              pdl-tui get https://example.org/image.iso
              pdl-tui get -n 16 -o image.iso --checksum sha256:HEX https://example.org/image.iso
              pdl-tui get -q -j 8 -d files -i urls.txt
              generate-urls | pdl-tui get --json -i -

            A line of an input file is a URL, and beside it, if wanted, more URLs of the same file \
            and a checksum such as sha256:HEX.

            Exit codes: 0 all done; 1 a download failed; 64 wrong usage; 75 interrupted, and the \
            same command goes on.
            """)

    @Argument(help: "what to download")
    var urls: [String] = []

    @OptionGroup(title: "Download options")
    var options: DownloadOptions

    @Flag(
        help: """
            one JSON object a line on standard output: start, warning, progress, retry, done, failed
            """)
    var json = false

    @Flag(name: .shortAndLong, help: "no progress; errors only")
    var quiet = false

    @Flag(name: .shortAndLong, help: "say also what is tried again and why")
    var verbose = false

    /// What is asked for, in plain values.
    var choices: GetChoices {
        GetChoices(
            urls: urls, options: options.choices, json: json, quiet: quiet, verbose: verbose)
    }

    mutating func validate() throws {
        try choices.validate()
    }

    func run() async throws {
        try await choices.run()
    }
}
