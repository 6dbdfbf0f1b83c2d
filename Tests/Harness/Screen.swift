import Foundation

/// The contents of a terminal's screen as text.
package struct Screen: Sendable, CustomStringConvertible {
    /// A row of the fragment list.
    package struct Fragment: Sendable, Equatable {
        /// The fragment's number.
        package var number: Int
        /// The progress in percent; `nil` if the row shows none.
        package var percent: Int?
        /// The whole row.
        package var text: String
    }

    /// The rows from top to bottom, without trailing spaces.
    package var rows: [String]

    /// Splits a text into rows.
    package init(_ text: String) {
        let text = text.hasSuffix("\n") ? text.dropLast() : text[...]
        rows = text.split(separator: "\n", omittingEmptySubsequences: false).map { row in
            String(row.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// The screen as lines.
    package var description: String { rows.joined(separator: "\n") }

    /// Whether a row contains the text.
    package func contains(_ text: String) -> Bool { rows.contains { $0.contains(text) } }

    /// Returns the first row with this text.
    package func row(with text: String) -> String? { rows.first { $0.contains(text) } }

    /// The rows of the fragments.
    ///
    /// They are the rows below the pane's title that begin with a number and have more text.
    package var fragments: [Fragment] {
        guard let title = rows.lastIndex(where: { $0.contains("fragments") && $0.contains("info") })
        else { return [] }
        return rows[title...].compactMap { row in
            guard let match = row.firstMatch(of: /^[ ▸>]{1,4}(\d{1,3}) +\S/),
                let number = Int(match.1)
            else { return nil }
            let percent = row.firstMatch(of: /(\d{1,3})%/).flatMap { Int($0.1) }
            return Fragment(number: number, percent: percent, text: row)
        }
    }
}
