import DownloadCore

/// A curl command, as browsers copy it with "Copy as cURL" or as documentation shows it.
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
        /// The ignored options without which the download may differ.
        package var omitted: [String] = []
    }

    /// Returns whether a text looks like a curl command.
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

    /// Returns the request of a command, with everything else from `template`.
    ///
    /// - Throws: `Problem` for anything but a curl command, and for one that needs more than GET.
    package static func result(
        from text: String, template: DownloadRequest
    ) throws(Problem) -> Result {
        var words: ArraySlice<String>
        do throws(ShellWords.Failure) {
            words = try ShellWords.split(text)[...]
        } catch {
            throw Problem(description: error.description)
        }
        if let first = words.first, prompts.contains(first) { words.removeFirst() }
        guard let program = words.popFirst(), isCurl(program[...]) else {
            throw Problem(description: "not a curl command")
        }
        var reader = CurlCommandReader(request: template)
        try reader.read(words)
        return try reader.result()
    }

    /// Returns the request of a command, with everything else from `template`.
    package static func request(
        from text: String, template: DownloadRequest
    ) throws(Problem) -> DownloadRequest {
        try result(from: text, template: template).request
    }
}
