import ArgumentParser
import DownloadCore
import TerminalUI

/// Detects mistyped commands: without a command, every word is taken for a URL.
enum CommandWord {
    /// The names of the commands.
    static let names =
        PDLTUI.configuration.subcommands.compactMap {
            $0.configuration.shouldDisplay ? $0.configuration.commandName : nil
        } + ["help"]

    /// Whether a word has the form of a command, mistyped or not.
    static func mayBeCommand(_ word: String) -> Bool {
        !word.isEmpty && word.utf8.count <= 20
            && word.utf8.allSatisfy { $0.isLetter || $0 == UInt8(ascii: "-") }
    }

    /// Returns the problem with a word in place of a URL; `nil` when it may be a URL.
    static func problem(with word: String) -> String? {
        guard mayBeCommand(word), word.lowercased() != "localhost" else { return nil }
        let likeliest = names.map { ($0, editDistance(word.lowercased(), $0)) }
            .min { $0.1 < $1.1 }
        let hint =
            likeliest.flatMap { $0.1 <= max(1, $0.0.count / 3) ? "did you mean \($0.0)?" : nil }
            ?? "a URL begins with https:// or the like"
        return "there is no command \"\(Text.visible(word))\"; \(hint)"
    }
}

/// Returns the edit distance: letters missing, added, replaced or swapped with a neighbor.
func editDistance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    var rows = [Array(0...b.count)]
    for i in 1...max(1, a.count) where i <= a.count {
        var row = [i]
        for j in 1...b.count {
            let isSame = a[i - 1] == b[j - 1]
            var best = min(
                rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (isSame ? 0 : 1))
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                best = min(best, rows[i - 2][j - 2] + 1)
            }
            row.append(best)
        }
        rows.append(row)
    }
    return rows[a.count][b.count]
}
