import DownloadCore

/// Curl commands, as browsers copy them with "Copy as cURL" and "Copy all as cURL", or as
/// documentation shows them.
package enum CurlCommand {
    /// Why a command was not understood, in words.
    package struct Problem: Error, Hashable, Sendable {
        /// The reason in one line.
        package var description: String
    }

    /// The result of reading a command.
    package struct Result: Hashable, Sendable {
        /// The request for the first URL, without a name if there are several.
        package var request: DownloadRequest
        /// All URLs, in order.
        package var urls: [String]
        /// The ignored options without which the download may differ, and the ignored commands
        /// that follow it.
        package var omitted: [String] = []
    }

    /// Returns whether a text looks like a curl command, or several.
    package static func isLikely(_ text: String) -> Bool {
        var rest = text.drop(while: \.isWhitespace)
        if let prompt = prompts.first(where: { rest.hasPrefix($0 + " ") }) {
            rest = rest.dropFirst(prompt.count).drop(while: \.isWhitespace)
        }
        // A bound on the path, since the text may be large.
        let program = rest.prefix(256).prefix { !$0.isWhitespace }
        return isCurl(program) && program.endIndex < rest.endIndex
    }

    /// The prompts of shells, as documentation shows them.
    private static let prompts = ["$", "%"]

    /// Whether a word names the program, possibly by its path.
    private static func isCurl(_ word: Substring) -> Bool {
        let name = word.split(separator: "/").last ?? word
        return word == name
            ? ["curl", "curl.exe"].contains(name) : word.hasPrefix("/") && name == "curl"
    }

    /// Returns the result of each command of a text, with everything else from `template`.
    ///
    /// Commands are separated by `;`, `&`, `&&` or a line break. Others than curl, and all that run
    /// on the output or the failure of another one, are ignored and reported with the one before.
    ///
    /// - Parameters:
    ///   - text: One or more commands.
    ///   - template: The request for what a command does not set.
    /// - Returns: A result, or the problem, for each curl command; at least one.
    /// - Throws: `Problem` for a text that does not begin with a curl command, or cannot be split
    ///   into words.
    package static func outcomes(
        of text: String, template: DownloadRequest
    ) throws(Problem) -> [Swift.Result<Result, Problem>] {
        let commands: [ShellWords.Command]
        do throws(ShellWords.Failure) {
            commands = try ShellWords.commands(text) { word, next in
                isCurl(word[...]) || prompts.contains(word) && isCurl(next[...])
            }
        } catch {
            throw Problem(description: error.description)
        }
        var outcomes: [Swift.Result<Result, Problem>] = []
        for command in commands {
            var words = command.words[...]
            if let first = words.first, prompts.contains(first) { words.removeFirst() }
            guard let program = words.first, isCurl(program[...]),
                !["|", "|&", "||"].contains(command.connector)
            else {
                guard let last = outcomes.popLast() else { break }
                outcomes.append(last.map { $0.omitting(shown(command)) })
                continue
            }
            outcomes.append(outcome(of: command, words.dropFirst(), template))
        }
        guard !outcomes.isEmpty else { throw Problem(description: "not a curl command") }
        return outcomes
    }

    /// Returns the results of all commands of a text, with everything else from `template`.
    ///
    /// - Parameters:
    ///   - text: One or more commands.
    ///   - template: The request for what a command does not set.
    /// - Returns: A result for each command, in order; at least one.
    /// - Throws: `Problem` for anything but curl commands, and for the first that needs more than
    ///   GET, with its number if there are several.
    package static func results(
        from text: String, template: DownloadRequest
    ) throws(Problem) -> [Result] {
        let outcomes = try outcomes(of: text, template: template)
        var results: [Result] = []
        for (index, outcome) in outcomes.enumerated() {
            do throws(Problem) { results.append(try outcome.get()) } catch {
                throw outcomes.count > 1 ? error.inCommand(index + 1, of: outcomes.count) : error
            }
        }
        return results
    }

    private static func outcome(
        of command: ShellWords.Command, _ arguments: ArraySlice<String>,
        _ template: DownloadRequest
    ) -> Swift.Result<Result, Problem> {
        do throws(Problem) {
            if let substitution = command.substitution {
                throw Problem(
                    description: "the curl command contains \(substitution), which only a shell can"
                        + " replace; enter the result in its place")
            }
            var reader = CurlCommandReader(request: template)
            try reader.read(arguments)
            let result = try reader.result()
            return .success(command.readsFile ? result.omitting("the input (<)") : result)
        } catch {
            return .failure(error)
        }
    }

    /// Returns a command's operator and program: its arguments may contain secrets.
    private static func shown(_ command: ShellWords.Command) -> String {
        let program = (command.words.first ?? "").prefix(40).prefix { $0 != "=" }
        return Text.visible(
            command.connector.isEmpty ? String(program) : "\(command.connector) \(program)")
    }
}

extension CurlCommand.Result {
    /// Returns the result with something more that was ignored.
    fileprivate func omitting(_ text: String) -> CurlCommand.Result {
        var result = self
        if !omitted.contains(text) { result.omitted.append(text) }
        return result
    }
}

extension CurlCommand.Problem {
    /// Returns the problem of one of several commands.
    package func inCommand(_ number: Int, of count: Int) -> CurlCommand.Problem {
        CurlCommand.Problem(description: "command \(number) of \(count): \(description)")
    }
}
