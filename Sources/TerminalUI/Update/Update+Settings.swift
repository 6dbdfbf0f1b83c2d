import DownloadCore

extension Model {
    /// Opens the settings.
    mutating func openSettings() {
        overlay = .settings(SettingsPanel(before: options.theme))
    }

    /// Returns the current value of a setting, in the form of its choices.
    func value(of row: SettingsPanel.Row, in panel: SettingsPanel) -> String {
        if let changed = panel.changes[row] { return changed }
        switch row {
        case .theme: return options.theme?.name ?? "auto"
        case .connections:
            if case .fixed(let count) = options.template.fragments { return "\(count)" }
            return "auto"
        case .active: return "\(options.activeDownloads)"
        case .limit: return snapshot.limit.map { DownloadForm.rate($0) } ?? "none"
        case .slow: return DownloadForm.rate(options.slowLimit)
        case .schedule:
            return options.schedule.isEmpty
                ? "off" : options.schedule.count == 1 ? options.schedule[0] : "several"
        }
    }

    /// Handles a key in the settings.
    mutating func press(_ key: Key, in panel: SettingsPanel) -> [Effect] {
        var panel = panel
        if isRedrawOrSuspend(key) { return perform(key == .control("l") ? .redraw : .suspend) }
        let rows = SettingsPanel.Row.allCases
        switch key {
        case .escape, .control("c"), "q":
            options.theme = panel.before
            overlay = nil
            return []
        case .enter: return accept(panel)
        case .down, "j", .tab:
            panel.picked = rows[(panel.picked.rawValue + 1) % rows.count]
        case .up, "k", .backTab:
            panel.picked = rows[(panel.picked.rawValue + rows.count - 1) % rows.count]
        case .left, "h": change(&panel, by: -1)
        case .right, "l", " ": change(&panel, by: 1)
        default: break
        }
        overlay = .settings(panel)
        return []
    }

    private mutating func change(_ panel: inout SettingsPanel, by step: Int) {
        let row = panel.picked
        let values = row.values
        let now = value(of: row, in: panel)
        // A custom value comes before the first choice.
        let index = values.firstIndex(of: now) ?? (step > 0 ? -1 : values.count)
        panel.changes[row] = values[(index + step + values.count) % values.count]
        guard row == .theme, let name = panel.changes[.theme] else { return }
        options.theme = Theme.builtIn.first { $0.name == name }
    }

    /// Applies and saves the changed settings.
    private mutating func accept(_ panel: SettingsPanel) -> [Effect] {
        overlay = nil
        var effects: [Effect] = []
        for row in SettingsPanel.Row.allCases {
            guard let value = panel.changes[row] else { continue }
            effects.append(.save(row.setting(value)))
            switch row {
            case .theme: break
            case .connections:
                options.template.fragments = Int(value).map { .fixed($0) } ?? .auto
            case .active: options.activeDownloads = Int(value) ?? options.activeDownloads
            case .limit: effects.append(.perform(.limitAll(bytesPerSecond: Units.rate(value))))
            case .slow: options.slowLimit = Units.rate(value) ?? options.slowLimit
            case .schedule: options.schedule = value == "off" ? [] : [value]
            }
        }
        guard !panel.changes.isEmpty else { return [] }
        say("Saved \(Units.count(panel.changes.count, "setting"))", .done)
        return effects
    }
}
