import DownloadCore

/// Rules by kind of file and by the hour; one that could never apply is an error.
extension EffectiveSettings {
    /// Applies `[folders]`: folders by kind of file.
    mutating func apply(
        folders: [String: SettingValue], of file: SettingsFile
    ) throws(SettingError) {
        for (kind, value) in folders.sorted(by: { $0.key < $1.key }) {
            let path = ["folders", kind]
            guard FileKind(rawValue: kind) != nil || (kind.hasPrefix(".") && kind.count > 1) else {
                throw file.unknown(
                    path, known: FileKind.allCases.map(\.rawValue) + ["an extension like \".iso\""])
            }
            // The rules for file names change one that no file can have.
            guard !kind.hasPrefix(".") || FileName.safe("x" + kind) == "x" + kind else {
                throw file.error(
                    at: path, "\(tomlText(kind)) is not an extension: no file name ends in it")
            }
            guard case .text(let folder) = value, TransportRule.problem(inPath: folder) == nil
            else {
                throw file.error(
                    at: path, "invalid value \(value.description) for \(kind): use a folder")
            }
            guard settings.folders[kind.lowercased()] == nil else {
                throw file.error(at: path, "duplicate folder for \(kind.lowercased())")
            }
            settings.folders[kind.lowercased()] = folder
            note(
                "folders.\(kind.lowercased())", .file(path: file.path, line: file.line(of: path)))
        }
    }

    /// Returns the limits by the hour: `[[limit.schedule]]`.
    func schedule(
        _ value: SettingValue, of file: SettingsFile
    ) throws(SettingError) -> [ScheduledLimit] {
        let path = ["limit", "schedule"]
        let wanted = "from and to (\"HH:MM\") and rate"
        guard case .list(let entries) = value else {
            throw file.error(at: path, "write a section [[limit.schedule]] with \(wanted)")
        }
        var schedule: [ScheduledLimit] = []
        var free = Set(0..<1440)
        for (index, entry) in entries.enumerated() {
            guard case .table(let values) = entry,
                Set(values.keys) == ["from", "to", "rate"],
                case .text(let from)? = values["from"], let from = ScheduledLimit.minute(from),
                case .text(let to)? = values["to"], let to = ScheduledLimit.minute(to),
                let rate = values["rate"].flatMap(SettingKind<Int64?>.rate.read)
            else {
                throw file.error(
                    at: path, section: index,
                    "each [[limit.schedule]] has \(wanted);"
                        + " for a rate use \(SettingKind<Int64?>.rate.allowed)")
            }
            let limit = ScheduledLimit(from: from, to: to, rate: rate)
            let rest = free.filter { !limit.holds(at: $0) }
            guard rest.count < free.count else {
                throw file.error(
                    at: path, section: index,
                    "the limit \(limit.words) never applies: earlier ones cover its hours")
            }
            free = rest
            schedule.append(limit)
        }
        return schedule
    }
}
