import TerminalUI

extension EffectiveSettings {
    /// Returns the settings as a configuration file, with the origin of each as a comment.
    ///
    /// Unset settings are listed as comments, so that the output shows what can be set.
    ///
    /// - Parameter configuration: The default path of the configuration file.
    /// - Returns: The text, ending in a line break.
    func text(configuration: String?) -> String {
        var lines = [
            "# \(configuration.map(Text.visible) ?? "no home folder: no configuration file")"
        ]
        var section: String?
        for setting in Setting<Settings>.ordered {
            let own = setting.key.count > 1 ? setting.key[0] : nil
            if own != section {
                lines += ["", "[\(own ?? "")]"]
                section = own
            }
            let key = setting.key.last ?? setting.name
            let origin = origin(of: setting.path)
            lines.append(setting.line(key, of: settings, origin))
        }
        lines +=
            scheduleLines + tableLines("keys", settings.keys)
            + tableLines(
                "folders", settings.folders.mapValues { [$0] })
        for (host, options) in settings.hosts.sorted(by: { $0.key < $1.key }) {
            lines += ["", "[host.\(tomlText(host))]  # \(origin(of: "host.\(host)"))"]
            for setting in Setting<HostSettings>.all {
                // A host without its own limit is still subject to the total one.
                guard let value = setting.show(options), value != "\"none\"" else { continue }
                lines.append(setting.line(setting.name, of: options))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var scheduleLines: [String] {
        settings.schedule.flatMap { entry in
            [
                "", "[[limit.schedule]]  # \(origin(of: "limit.schedule"))",
                "from = \"\(ScheduledLimit.text(entry.from))\"",
                "to = \"\(ScheduledLimit.text(entry.to))\"",
                "rate = \(entry.rate.map(rateText) ?? "\"none\"")",
            ]
        }
    }

    private func tableLines(_ section: String, _ values: [String: [String]]) -> [String] {
        guard !values.isEmpty else { return [] }
        return ["", "[\(section)]"]
            + values.sorted { $0.key < $1.key }.map { key, texts in
                let shown = texts.map(tomlText).joined(separator: ", ")
                return "\(tomlText(key)) = \(texts.count == 1 ? shown : "[\(shown)]")"
                    + "  # \(origin(of: "\(section).\(key)"))"
            }
    }
}

extension Setting {
    /// Returns the setting as a line of a configuration file, with secrets omitted.
    ///
    /// The line is a comment if there is no value that could be read back.
    fileprivate func line(_ key: String, of root: Root, _ origin: SettingOrigin? = nil) -> String {
        let source = origin.map { "  # \($0)" } ?? ""
        guard let value = show(root) else { return "# \(key) is not set\(source)" }
        guard let shown = revealed(root) else { return "# \(key) is set (not shown)\(source)" }
        let rest = shown == value ? "" : (source.isEmpty ? "  # " : "; ") + "in part (not shown)"
        return "\(key) = \(shown)\(source)\(rest)"
    }
}

extension Setting where Root == Settings {
    /// All settings, with the top-level ones first.
    ///
    /// TOML cannot return to the top level after a section.
    static var ordered: [Self] {
        all.filter { $0.key.count == 1 } + all.filter { $0.key.count > 1 }
    }
}
