import DownloadCore

/// The login: one setting in several forms.
///
/// The forms are a user name and password, a bearer token, a file with either, and an
/// `Authorization` header line. `~/.netrc` is the weakest: any form beats it at the same place.
extension EffectiveSettings {
    private static var forms: [(path: String, value: WritableKeyPath<Settings, String?>)] {
        [
            ("request.user", \.transport.credentials), ("request.user-file", \.userFile),
            ("request.bearer", \.transport.bearer), ("request.bearer-file", \.bearerFile),
        ]
    }

    /// The origin of the login; built in if there is none.
    var loginOrigin: SettingOrigin {
        if let form = Self.forms.first(where: { settings[keyPath: $0.value] != nil }) {
            return origin(of: form.path)
        }
        // Lines of the command line follow all others.
        guard let last = settings.transport.headers.lastIndex(where: FieldLine.isLogin) else {
            return .builtIn
        }
        let place = origin(of: "request.headers")
        let isInherited =
            place.rank == SettingOrigin.commandLine("").rank && last < inheritedHeaders
        guard isInherited else { return place }
        return headersOfFile.isEmpty
            ? .environment("PDL_HEADER") : .file(path: "", line: 1)
    }

    /// Replaces the login of lower precedence once all settings of an origin have been applied.
    ///
    /// - Parameter level: The origin, with any name.
    /// - Throws: `SettingError` that names two forms of login of the same origin.
    mutating func settleLogin(at level: SettingOrigin) throws(SettingError) {
        let given = Self.forms.filter {
            settings[keyPath: $0.value] != nil && origin(of: $0.path).rank == level.rank
        }
        let header = "request.headers"
        var lines = 0
        if origin(of: header).rank == level.rank {
            let isCommandLine = level.rank == SettingOrigin.commandLine("").rank
            lines = settings.transport.headers.dropFirst(isCommandLine ? inheritedHeaders : 0)
                .count(where: FieldLine.isLogin)
        }
        let paths = given.map(\.path) + (lines > 0 ? [header] : [])
        if paths.count > 1 { throw conflict(paths[0], paths[1]) }
        if lines > 1 {
            throw SettingError(message: "\(name(of: header)): Authorization is given twice")
        }
        let readsNetrc =
            settings.transport.usesNetrc && origin(of: "request.netrc").rank == level.rank
        guard !paths.isEmpty || readsNetrc else { return }
        for form in Self.forms where origin(of: form.path).rank < level.rank {
            forget(form.value, at: form.path)
        }
        dropInheritedLogins(below: level)
    }

    private func conflict(_ first: String, _ second: String) -> SettingError {
        func words(_ path: String, _ name: String) -> String {
            path == "request.headers" ? "\(name) (Authorization)" : name
        }
        var (first, second) = (first, second)
        var name = name(of: second)
        if case .file(_, let line) = origin(of: first),
            case .file(_, let other) = origin(of: second)
        {
            // The later line is the one that was written without a thought of the other.
            if other > line { swap(&first, &second) }
            name = second
        }
        return SettingError(
            message: "\(words(first, self.name(of: first))) and \(words(second, name)) cannot be"
                + " combined")
    }
}
