import DownloadCore

/// The options of a call, checked by name.
struct OptionValues: Sendable {
    /// The values by option; only `header` has more than one.
    private let values: [DownloadOption: [String]]

    /// Reads the members of an object.
    ///
    /// Values are strings; Booleans and integers are accepted as their text.
    ///
    /// - Parameters:
    ///   - members: The members.
    ///   - scopes: The kinds of options that can be set now.
    /// - Throws: `RPCError` for an option that cannot be set.
    init(
        _ members: [JSONValue.Member], allowing scopes: Set<DownloadOption.Scope>
    ) throws(RPCError) {
        var values: [DownloadOption: [String]] = [:]
        for member in members {
            let texts = try Self.texts(of: member)
            guard let option = DownloadOption(rawValue: member.name) else {
                guard let foreign = ForeignOption.table[member.name] else {
                    throw .option(member.name, "there is no such option")
                }
                if let problem = foreign.problem(with: texts) {
                    throw .option(member.name, problem)
                }
                continue
            }
            guard scopes.contains(option.scope) else {
                throw .option(member.name, option.scope.hint)
            }
            guard texts.count == 1 || option == .header else {
                throw .option(member.name, "write one value, not a list")
            }
            values[option] = texts
        }
        self.values = values
    }

    private static func texts(of member: JSONValue.Member) throws(RPCError) -> [String] {
        func text(_ value: JSONValue) -> String? {
            switch value {
            case .string(let text): text
            case .bool(let flag): flag ? "true" : "false"
            case .integer(let number): String(number)
            case .null, .largeInteger, .number, .array, .object: nil
            }
        }
        let elements =
            if case .array(let elements) = member.value { elements } else { [member.value] }
        let texts = elements.compactMap(text)
        guard texts.count == elements.count else {
            throw .option(member.name, "its value is not a string")
        }
        return texts
    }

    /// Whether no option of pdl-tui is set.
    var isEmpty: Bool { values.isEmpty }

    /// Whether an option is set.
    func has(_ option: DownloadOption) -> Bool { values[option] != nil }

    /// Returns the value of an option; `nil` when it is not set.
    func text(_ option: DownloadOption) -> String? { values[option]?.first }

    /// Returns the lines of an option that is a list; `nil` when it is not set.
    func lines(_ option: DownloadOption) -> [String]? {
        values[option]?.flatMap { $0.split(separator: "\n").map(String.init) }
    }

    /// Returns the value of a Boolean option; `nil` when it is not set.
    func flag(_ option: DownloadOption) throws(RPCError) -> Bool? {
        switch text(option) {
        case nil: nil
        case "true": true
        case "false": false
        default: throw .option(option.rawValue, "write true or false")
        }
    }

    /// Returns the identifier that the client chose; `nil` when it is not set.
    func gid() throws(RPCError) -> GID? {
        guard let text = text(.gid) else { return nil }
        guard let gid = GID(text) else {
            throw .option("gid", "write 16 hexadecimal digits that are not all 0")
        }
        return gid
    }
}

extension DownloadOption.Scope {
    /// What to do instead of setting such an option now.
    fileprivate var hint: String {
        switch self {
        case .adding: "it can only be set when the download is added"
        case .always, .download: "it belongs to one download; set it there"
        }
    }
}
