import Foundation

/// The source files of one target.
struct SourceTree {
    /// One file, and where it stands in its target.
    struct File {
        /// Its name without `.swift`.
        var name: String
        /// The folders from the target's folder to it: `Transfer/Decoding`; empty for none.
        var folder: String
        /// Its text without comments and strings.
        var text: SwiftText
        /// The number of its lines, comments included.
        var lineCount: Int

        /// The first of its folders.
        var room: String { String(folder.prefix { $0 != "/" }) }

        /// The names of the types that it declares, outside of other types.
        var declared: [String]
        /// Its words.
        var words: Set<String>

        /// The modules that it imports.
        var imports: Set<String> {
            let lines = text.lines.filter { $0.hasPrefix("import ") || $0.hasPrefix("@") }
            return Set(
                lines.compactMap { line in
                    line.firstMatch(of: /^(?:@\w+\s+)?import\s+(\w+)/).map { String($0.1) }
                })
        }

        /// Whether it declares or extends this type, by its name.
        func isPart(of type: String) -> Bool { name == type || name.hasPrefix(type + "+") }
    }

    /// The target's name.
    let name: String
    /// All its Swift files.
    let files: [File]
    /// The types that they declare, by name.
    let types: [String: SwiftType]

    /// Reads the files of a target under `Sources`.
    init(_ name: String) throws {
        self.name = name
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/\(name)")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
            .filter { $0.hasSuffix(".swift") }.sorted()
        var scanner = TypeScanner()
        files = try paths.map { path in
            let source = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            let parts = path.split(separator: "/")
            let text = SwiftText(source)
            return File(
                name: String(parts[parts.count - 1].dropLast(".swift".count)),
                folder: parts.dropLast().joined(separator: "/"), text: text,
                lineCount: source.utf8.count { $0 == UInt8(ascii: "\n") },
                declared: scanner.scan(text), words: text.words)
        }
        types = scanner.types
    }

    /// The number of lines of a type's own files.
    func lines(of type: String) -> Int {
        files.filter { $0.isPart(of: type) }.reduce(0) { $0 + $1.lineCount }
    }

    /// The number of lines of a type's own files that hold more than a comment.
    func codeLines(of type: String) -> Int {
        files.filter { $0.isPart(of: type) }.reduce(0) { count, file in
            count + file.text.lines.count { $0.contains { !$0.isWhitespace } }
        }
    }

    /// How many of a type's files name the property that most of them name.
    func mostShared(of type: String) -> Int {
        let own = files.filter { $0.isPart(of: type) }.map(\.words)
        return (types[type]?.properties ?? [])
            .map { property in own.count { $0.contains(property.name) } }.max() ?? 0
    }

    /// Which rooms name the types of which others, with an example of each.
    var arrows: [Arrow: String] {
        var rooms: [String: String] = [:]
        for file in files {
            for name in file.declared { rooms[name] = file.room }
        }
        var arrows: [Arrow: String] = [:]
        for file in files {
            for word in file.words {
                guard let room = rooms[word], room != file.room else { continue }
                arrows[Arrow(from: file.room, to: room), default: ""] +=
                    " \(file.name).swift:\(word)"
            }
        }
        return arrows
    }
}

/// A dependency of one room on another.
struct Arrow: Hashable {
    var from: String
    var to: String
}
