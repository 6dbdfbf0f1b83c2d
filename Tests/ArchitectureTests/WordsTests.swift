import Foundation
import Testing

/// The phrases that read as translated, in the sources and in the documents.
///
/// A script cannot judge prose. It can keep out the phrases that once stood in for a term of the
/// field: "goes on" for resumes, "is there" for exists, "a person" for you.
struct WordsTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static let phrases = [
        "goes on", "go on where", "is there already", "what is there", "are there already",
        "nobody",
        "somebody", "so many", "anew", "a person",
    ]

    /// Lines that may hold a phrase, each with its reason.
    private static let exceptions = [
        // A member of the JSON output, whose meaning must not change.
        "\\fBperson\\fR (you)",
        // A scenario whose description FAULTS.md quotes.
        "content goes on 1000 bytes beyond Content-Length",
    ]

    /// Where phrases are still found, and how many: no number may grow.
    private static let left: [String: Int] = [
        "Sources/DownloadCore": 0, "Sources/DownloadEngine": 0, "Sources/TerminalUI": 0,
        "Sources/EngineLink": 0, "Sources/pdl-tui": 0, "Resources": 0, "Tests/Benchmarks": 0,
        "Tests/FaultOrigin": 0, "Tests/FaultTable": 0, "Tests/Fuzz": 0, "Tests/Harness": 0,
        "Tests/Soak": 0,
    ]

    @Test(arguments: left.keys.sorted())
    func `no phrase stands in for a term of the field`(folder: String) throws {
        let root = Self.root.appending(path: folder)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted().filter {
            var isFolder: ObjCBool = false
            let path = root.appending(path: $0).path
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
        var found: [String] = []
        for path in paths where Self.isProse(path) {
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            let phrases = Self.phrases.filter { text.range(of: $0, options: .literal) != nil }
            guard !phrases.isEmpty else { continue }
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                guard let phrase = phrases.first(where: line.contains),
                    !Self.exceptions.contains(where: line.contains)
                else { continue }
                found.append("\(path):\(number + 1): \(phrase)")
            }
        }
        print("Phrases in \(folder): \(found.count)")
        #expect(
            found.count <= Self.left[folder] ?? 0, "\(found.prefix(20).joined(separator: "\n"))")
    }

    private static func isProse(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        // FAULTS.md quotes what tools have printed; the licence is not ours to word.
        guard name != "FAULTS.md", name != "LICENSE" else { return false }
        return [".swift", ".md", ".toml", ".1", ".h"].contains { name.hasSuffix($0) }
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

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }
}
