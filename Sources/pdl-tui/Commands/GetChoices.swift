import ArgumentParser
import DownloadCore
import DownloadEngine

/// What one `get` is asked for, in plain values.
struct GetChoices {
    /// What to download.
    var urls: [String] = []
    /// The options that the interface has too.
    var options = DownloadChoices()
    /// Whether standard output gets one JSON object a line.
    var json = false
    /// Whether nothing but errors is told.
    var quiet = false
    /// Whether is told what is tried again.
    var verbose = false

    /// Checks what concerns the arguments together.
    func validate() throws {
        try options.validate(urls: urls)
        if urls.isEmpty, options.inputFiles.isEmpty {
            throw ValidationError("no URL given")
        }
        if quiet, verbose {
            throw ValidationError("--quiet and --verbose contradict each other")
        }
    }

    /// Fetches, and ends the process.
    ///
    /// - Throws: What is wrong with the command, before anything begins.
    func run() async throws {
        let command = try CommandSettings(options, usesDownloadFolder: false)
        // What is wrong with the command itself is said before anything begins.
        for url in urls { _ = try command.builder.requests(InputLine(url: url)) }
        let source = try InputSource(urls: urls, files: options.inputFiles)
        var configuration = command.engineConfiguration(ledger: nil)
        configuration.asksPerson = false
        let engine = try await Engine.start(configuration)
        let schedule = Task { await keepLimitSchedule(of: command.settings, in: engine) }
        let run = GetRun(
            engine: engine, source: source, builder: command.builder,
            voice: GetVoice(
                form: form, isVerbose: verbose, isASCII: command.settings.ascii ?? !localeIsUTF8(),
                warning: command.settings.transport.insecure
                    ? "certificates are not checked" : nil,
                usesColor: command.settings.usesColor, output: .standardOutput,
                errors: .standardError))
        let status = await run.run()
        schedule.cancel()
        exitProcess(status)
    }

    private var form: GetVoice.Form {
        if json { return .json }
        if quiet { return .quiet }
        return Output.standardError.isTerminal ? .block : .plain
    }
}

extension GetChoices {
    /// Reads arguments that are all of the plainest form: URLs, whole flags, and the commonest
    /// options with their value behind a space; `nil` when the parser has to look.
    ///
    /// The parser puts all its declarations together anew at each start, which takes it longer than
    /// a small file takes to come. What is read here it would read the same way; whatever else the
    /// arguments have (another option, another form, something wrong) is left to it.
    ///
    /// - Parameter arguments: What follows the subcommand.
    init?(plain arguments: some Sequence<String>) {
        self.init()
        var names: Set<String> = []
        var rest = arguments.makeIterator()
        while let word = rest.next() {
            guard word.hasPrefix("-"), word != "-" else {
                guard !word.isEmpty else { return nil }
                urls.append(word)
                continue
            }
            let name = Self.longName(word)
            guard names.insert(name).inserted || name == "input-file" else { return nil }
            switch name {
            case "json": json = true
            case "quiet": quiet = true
            case "verbose": verbose = true
            case "no-config": options.configuration = .none
            default:
                guard let value = rest.next(), value == "-" || !value.hasPrefix("-"),
                    !value.isEmpty, take(value, for: name)
                else { return nil }
            }
        }
        guard (try? validate()) != nil else { return nil }
    }

    private static func longName(_ word: String) -> String {
        switch word {
        case "-q": "quiet"
        case "-v": "verbose"
        case "-n": "fragments"
        case "-d": "directory"
        case "-o": "output"
        case "-j": "active"
        case "-i": "input-file"
        default: word.hasPrefix("--") ? String(word.dropFirst(2)) : word
        }
    }

    /// Takes an option's value.
    ///
    /// - Returns: Whether the option is one of those that are known here.
    private mutating func take(_ value: String, for name: String) -> Bool {
        switch name {
        case "output": options.output = value
        case "checksum": options.checksum = value
        case "input-file": options.inputFiles.append(value)
        case "fragments", "directory", "active", "per-host", "limit", "retries", "timeout",
            "connect-timeout", "on-exists", "file-time":
            options.given.append((name, .text(value)))
        default: return false
        }
        return true
    }
}
