/// A type as its declaration and its extensions show it.
struct SwiftType {
    /// Its name, without that of the type that it is nested in.
    var name: String
    /// `struct`, `class`, `enum`, `actor` or `protocol`.
    var kind: Substring
    /// Whether it is declared in no other type.
    var isTopLevel: Bool
    /// Its stored properties.
    var properties: [Property] = []
    /// Whether one of its methods changes it.
    var mutates = false

    /// A stored property of an instance.
    struct Property {
        var name: String
        /// The text of its declaration up to the end of the line.
        var declaration: String

        /// Whether it is declared as, or initialised with, a Boolean value.
        var isBool: Bool {
            declaration.contains(/:\s*Bool\b|=\s*(true|false)\s*$/)
        }

        /// Whether no other module can assign it.
        var isProtected: Bool {
            !declaration.contains(/\b(package|public)\s/)
                || declaration.contains(/\blet\b|\b(private|fileprivate|internal)\(set\)/)
        }
    }

    /// Whether it only holds values: a structure that no method of its own changes.
    var isRecord: Bool { kind == "struct" && !mutates }
}

/// Finds the types that source text declares and extends.
struct TypeScanner {
    private(set) var types: [String: SwiftType] = [:]
    private var open: [(name: String, depth: Int)] = []
    private var depth = 0

    /// Scans one file after others, and returns the names of its top-level types.
    mutating func scan(_ text: SwiftText) -> [String] {
        var declared: [String] = []
        let lines = text.lines
        for (index, line) in lines.enumerated() {
            let words = Set(line.split(separator: " "))
            if !words.isDisjoint(with: Self.declaring),
                let match = line.firstMatch(of: declaration),
                opens(lines[index...])
            {
                if depth == 0 { declared.append(String(match.2)) }
                begin(String(match.2), kind: match.1)
            } else if words.contains("extension"), let match = line.firstMatch(of: self.extension) {
                begin(String(match.1), kind: "extension")
            } else if let type = open.last, depth == type.depth,
                !words.isDisjoint(with: Self.membering)
            {
                note(line, next: index + 1 < lines.count ? lines[index + 1] : "", of: type.name)
            }
            for letter in line.utf8 {
                if letter == UInt8(ascii: "{") { depth += 1 }
                if letter == UInt8(ascii: "}") { depth -= 1 }
            }
            while let type = open.last, depth < type.depth { open.removeLast() }
        }
        return declared
    }

    private static let declaring: Set<Substring> = ["struct", "class", "enum", "actor", "protocol"]
    private static let membering: Set<Substring> = ["var", "let", "mutating"]

    private mutating func begin(_ name: String, kind: Substring) {
        open.append((name, depth + 1))
        guard kind != "extension" else { return }
        if types[name] == nil || depth == 0 {
            let known = types[name]
            types[name] = SwiftType(
                name: name, kind: kind, isTopLevel: depth == 0, mutates: known?.mutates ?? false)
        }
    }

    private mutating func note(_ line: Substring, next: Substring, of type: String) {
        if line.contains(/\bmutating func\b/) {
            types[type, default: SwiftType(name: type, kind: "struct", isTopLevel: true)]
                .mutates = true
        }
        guard let match = line.firstMatch(of: property), !line.contains(/\bstatic\b/) else {
            return
        }
        let isObserved = next.contains(/^\s*(didSet|willSet)\b/)
        guard match.2.firstIndex(of: "{") == nil || isObserved || isInitialised(match.2) else {
            return
        }
        types[type]?.properties.append(
            SwiftType.Property(name: String(match.1), declaration: String(line)))
    }

    private func isInitialised(_ rest: Substring) -> Bool {
        guard let brace = rest.firstIndex(of: "{") else { return true }
        return rest[..<brace].contains(/=/) || rest[brace...].contains(/\b(didSet|willSet)\b/)
    }

    /// Whether a brace follows before the declaration is over.
    private func opens(_ lines: ArraySlice<Substring>) -> Bool {
        for line in lines.prefix(4) {
            if line.contains("{") { return true }
            if line.isEmpty { return false }
        }
        return false
    }

    private let declaration =
        /^\s*(?:(?:@\w+(?:\([^)]*\))?|package|public|private|fileprivate|internal|final|indirect)\s+)*(struct|class|enum|actor|protocol)\s+(\w+)/
    private let `extension` =
        /^\s*(?:(?:package|public|private|fileprivate)\s+)?extension\s+(?:\w+\.)*(\w+)/
    private let property =
        /^\s*(?:(?:@\w+(?:\([^)]*\))?|package|public|private|fileprivate|internal|private\(set\)|package\(set\)|fileprivate\(set\)|internal\(set\)|final|lazy|weak|unowned|unowned\(unsafe\)|nonisolated|nonisolated\(unsafe\))\s+)*(?:var|let)\s+(\w+)(.*)/
}
