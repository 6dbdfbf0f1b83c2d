import DownloadCore

extension EffectiveSettings {
    /// Applies `[host."NAME"]`: the settings of single hosts.
    mutating func apply(
        hosts: [String: SettingValue], of file: SettingsFile
    ) throws(SettingError) {
        func line(of host: String) -> Int { file.line(of: ["host", host]) }
        var spellings: [String: String] = [:]
        for (host, value) in hosts.sorted(by: {
            (line(of: $0.key), $0.key) < (line(of: $1.key), $1.key)
        }) {
            let path = ["host", host]
            guard case .table(let values) = value else {
                throw file.error(
                    at: path, "write a section for each host: [host.\"example.org\"]")
            }
            // The dots of `[host.example.org]` separate sections.
            guard !values.values.contains(where: { if case .table = $0 { true } else { false } })
            else {
                throw file.error(
                    at: path,
                    "quote the name of a host that contains dots: [host.\"example.org\"]")
            }
            guard let name = Self.hostName(host) else {
                throw file.error(
                    at: path, "\(tomlText(host)) is not a host; \(Self.advice(for: host))")
            }
            if let other = spellings.updateValue(host, forKey: name) {
                throw file.error(
                    at: path,
                    "duplicate section for \(tomlText(host)): \(tomlText(other)) on line"
                        + " \(line(of: other)) is the same host")
            }
            settings.hosts[name] = try hostSettings(values, at: path, of: file)
            note("host.\(name)", .file(path: file.path, line: line(of: host)))
        }
    }

    private func hostSettings(
        _ values: [String: SettingValue], at path: [String], of file: SettingsFile
    ) throws(SettingError) -> HostSettings {
        var options = HostSettings()
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let setting = Setting<HostSettings>.all.first(where: { $0.name == key }) else {
                throw file.unknown(path + [key], known: Setting<HostSettings>.all.map(\.name))
            }
            guard setting.assign(value, &options) else {
                throw file.error(at: path + [key], setting.complaint(value, for: key))
            }
        }
        return options
    }

    /// Returns the host of a section as URLs name it; `nil` if the text is not just a host.
    ///
    /// Upper case, non-ASCII letters and all spellings of an IPv6 address are allowed.
    private static func hostName(_ text: String) -> String? {
        if let address = addressName(text) { return address }
        guard isName(text), let name = urlHost(text) else { return nil }
        return name == text.lowercased() || !text.utf8.allSatisfy({ $0 < 0x80 }) ? name : nil
    }

    /// Whether no character separates the parts of a URL, and none stands for any host.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && !":/?#@*[]\\".utf8.contains($0) }
    }

    /// Returns the host of an IPv6 address with or without brackets; `nil` if it is none.
    private static func addressName(_ text: String) -> String? {
        var address = text[...]
        if address.first == "[", address.last == "]" { address = address.dropFirst().dropLast() }
        // No other character may end the address early.
        let isAddress = address.utf8.allSatisfy {
            $0.isLetter || $0.isDigit || ":.%-_~".utf8.contains($0)
        }
        return isAddress && address.contains(":") ? urlHost("[\(address)]") : nil
    }

    private static func urlHost(_ text: String) -> String? {
        (try? SourceURL("http://\(text)/"))?.host
    }

    /// Returns the way to write a host that `hostName` refuses.
    private static func advice(for text: String) -> String {
        if isName(text), let name = urlHost(text) { return "write \(tomlText(name))" }
        if text.first == "[" || text.contains("::"), !text.contains("/") {
            return "write an IPv6 address such as \"::1\", without port"
        }
        return "write one host name or address, without scheme, port, path or \"*\""
    }
}
