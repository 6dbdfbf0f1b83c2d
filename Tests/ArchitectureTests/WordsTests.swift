import Foundation
import Testing

/// The phrases that read as translated, in the sources and in the documents.
///
/// A script cannot judge prose. It can keep out the phrases that once stood in for a term of the
/// field: "goes on" for resumes, "is there" for exists, "a person" for you.
struct WordsTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Phrases that are never needed: each has a term in its place.
    private static let phrases = [
        "goes on", "go on", "going on", "gone on", "is there already", "what is there",
        "are there already", "nobody", "anybody", "somebody", "everybody", "so many", "anew",
        "a person", "what is known", "takes up", "taken up", "gives back", "by hand",
        "again and again", "next to nothing",
    ]

    /// Lines that may contain a phrase, each with its reason.
    private static let exceptions = [
        // A member of the JSON output, whose name must not change.
        "\\fBperson\\fR (you)",
        // The second line of a folded header field.
        "nonsense\\n goes on\\nB C",
        // The comment of a checksum file.
        "# made by hand",
        // Users of test servers, and a password.
        "nobody:wrong", "errors.contains(\"nobody\")", "tell-nobody",
    ]

    @Test(arguments: ["Sources", "Tests", "Resources", "README.md"])
    func `no phrase stands in for a term of the field`(place: String) throws {
        let root = Self.root.appending(path: place)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
        var found: [String] = []
        for path in place.hasSuffix(".md") ? [""] : paths.filter(Self.isProse) {
            let file = path.isEmpty ? root : root.appending(path: path)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            let phrases = Self.phrases.filter { text.range(of: $0, options: .literal) != nil }
            guard !phrases.isEmpty else { continue }
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                guard let phrase = phrases.first(where: { Self.contains($0, in: line) }),
                    !Self.exceptions.contains(where: line.contains)
                else { continue }
                found.append("\(path):\(number + 1): \(phrase)")
            }
        }
        #expect(found.isEmpty, "\(found.prefix(20).joined(separator: "\n"))")
    }

    /// Whether the line contains the phrase as whole words.
    private static func contains(_ phrase: String, in line: Substring) -> Bool {
        line.ranges(of: phrase).contains { range in
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            return before?.isLetter != true && after?.isLetter != true
        }
    }

    private static func isProse(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        // FAULTS.md quotes what tools have printed; the licence is not ours to word; this file
        // lists the phrases.
        guard !["FAULTS.md", "LICENSE", "WordsTests.swift"].contains(name) else { return false }
        return [".swift", ".md", ".toml", ".1", ".h", ".sh"].contains { name.hasSuffix($0) }
            || !name.contains(".") && !path.hasPrefix("screenshots")
    }

    @Test func `every figure of the README's race is in BENCHMARKS.md`() throws {
        let readme = try text("README.md")
        let benchmarks = try text("Resources/BENCHMARKS.md")
        let begin = try #require(readme.range(of: "### Speed"))
        let end = try #require(
            readme.range(of: "\n## ", range: begin.upperBound..<readme.endIndex))
        let rows = readme[begin.upperBound..<end.lowerBound].split(separator: "\n")
            .filter { $0.hasPrefix("|") }
        #expect(rows.count == 7)
        let known = Set(benchmarks.split(separator: "\n"))
        for row in rows { #expect(known.contains(row)) }
    }

    @Test(arguments: ["FAULTS.md", "BENCHMARKS.md"])
    func `every figure of the README's comparison is in its source`(_ source: String) throws {
        let readme = try cells(of: "README.md")
        let faults = try cells(of: "Resources/\(source)")
            .drop { $0.first?.hasPrefix("of ") != true }
        let total = try #require(faults.first?.first)
        let count = try #require(Int(total.filter(\.isNumber)))
        let tools = try ["pdl-tui", "aria2", "curl"].map { name in
            try #require(faults.first { $0.first == name })
        }
        let outcomes = [
            "\(count) misbehaving servers: the correct file": 1,
            "… an error where the correct file cannot be had": 2,
            "… an error although it could be had": 3, "… success with a wrong file": 4,
            "… a timeout": 5,
        ]
        for (outcome, column) in outcomes {
            let row = try #require(readme.first { $0.first == outcome }, "\(outcome)")
            #expect(row.dropFirst() == tools.map { $0[column] }[...])
        }
    }

    @Test func `the sizes of the program in the README are in BENCHMARKS.md`() throws {
        let readme = try text("README.md")
        let benchmarks = try text("Resources/BENCHMARKS.md")
        let line = try #require(
            readme.split(separator: "\n\n").first { $0.contains("contains the Swift libraries") })
        let sizes = line.matches(of: /[0-9]+ MiB/).map { String($0.output) }
        #expect(sizes.count == 2)
        for size in sizes { #expect(benchmarks.contains(size), "\(size)") }
    }

    /// Returns the cells of every row of the tables in a Markdown file.
    private func cells(of path: String) throws -> [[String]] {
        try text(path).split(separator: "\n").filter { $0.hasPrefix("|") }.map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }
}
