/// Splits a text into commands and their words, like the shells for which browsers copy commands.
///
/// It reads the bytes once, in linear time.
enum ShellWords {
    /// Why a text cannot be split, in words.
    struct Failure: Error, Hashable {
        var description: String
    }

    /// A command.
    struct Command: Hashable {
        /// The operator before it, such as `;` or `|`; empty for the first one, and for one that
        /// begins a line.
        var connector = ""
        /// Its words; a redirected output is curl's `-o file`.
        var words: [String] = []
        /// Whether its input is redirected.
        var readsFile = false
        /// What only a shell can replace in it, such as `$(…)`; `nil` if there is nothing.
        var substitution: String?
    }

    /// Returns the commands of a text for a POSIX shell or for the Windows command prompt.
    ///
    /// The former includes `$'…'` of bash; the latter quotes with `^`. Operators of the shell end a
    /// command, but a line break does so only before a word that begins one: documents wrap long
    /// commands.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - begins: Returns whether a command starts with these words, the second of which is empty
    ///     at the end.
    /// - Returns: The commands; none of them is empty.
    /// - Throws: `Failure` for a quotation mark without its counterpart, and for a here-document.
    static func commands(
        _ text: String, begins: (_ word: String, _ next: String) -> Bool
    ) throws(Failure) -> [Command] {
        var reader = Reader(isWindows: isForWindows(text), bytes: Array(text.utf8)[...])
        let tokens = try reader.tokens()
        var commands: [Command] = []
        var command = Command()
        func end() { if !command.words.isEmpty { commands.append(command) } }
        var redirection: Redirection?
        for (index, token) in tokens.enumerated() {
            switch token {
            case .connector(let text):
                end()
                command = Command(connector: text)
                redirection = nil
            case .redirection(let kind):
                if kind == .input { command.readsFile = true }
                if kind == .output { command.words.append("-o") }
                redirection = kind
            case .substitution(let text): command.substitution = command.substitution ?? text
            case .word(let word, let startsLine):
                if startsLine, redirection == nil, !command.words.isEmpty,
                    begins(word, tokens[(index + 1)...].first?.word ?? "")
                {
                    end()
                    command = Command()
                }
                if redirection == nil || redirection == .output { command.words.append(word) }
                redirection = nil
            }
        }
        end()
        return commands
    }

    /// A piece of a text.
    enum Token {
        case word(String, startsLine: Bool)
        case connector(String)
        /// The next word is a file.
        case redirection(Redirection)
        /// The word before or around it contains what only a shell can replace.
        case substitution(String)

        var word: String? { if case .word(let text, _) = self { text } else { nil } }
    }

    /// What is redirected.
    enum Redirection {
        case input, output, errors
    }

    /// Returns whether a command is for the Windows command prompt.
    ///
    /// It contains `^"`, or a line that ends in `^`, before any other kind of quotation mark.
    private static func isForWindows(_ text: String) -> Bool {
        var last: UInt8 = 0
        for byte in text.utf8 {
            if last == caret, byte == quote || byte == 0x0A || byte == 0x0D { return true }
            if byte == apostrophe { return false }
            last = byte
        }
        return false
    }
}
