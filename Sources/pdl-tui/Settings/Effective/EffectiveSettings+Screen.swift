import TerminalUI

extension EffectiveSettings {
    /// Applies `[keys]`, which assigns keys to actions.
    mutating func apply(
        keys: [String: SettingValue], of file: SettingsFile
    ) throws(SettingError) {
        let kind = SettingKind<[String]>.lines("a key such as \"p\", or a list of keys")
        let inOrder = keys.sorted {
            file.line(of: ["keys", $0.key]) < file.line(of: ["keys", $1.key])
        }
        for (action, value) in inOrder {
            let path = ["keys", action]
            guard let keys = kind.read(value) else {
                throw file.error(
                    at: path,
                    "invalid value \(value.description) for \(Text.visible(action)):"
                        + " use \(kind.allowed)")
            }
            settings.keys[action] = keys
            note("keys.\(action)", .file(path: file.path, line: file.line(of: path)))
        }
        do throws(Keymap.Problem) {
            settings.keymap = try Keymap.default.applying(
                inOrder.map { ($0.key, settings.keys[$0.key] ?? []) })
        } catch {
            // When two actions share a key, the error belongs to the one that the file sets.
            let culprit = inOrder.first { name, _ in
                name == error.action
                    || settings.keys[name]?.contains { Key($0)?.name == error.key } == true
            }
            throw file.error(at: ["keys", culprit?.key ?? error.action], error.description)
        }
    }

    /// Applies `[theme.NAME]`: colours by role, and the theme to start from as `base`.
    mutating func apply(
        themes: [String: SettingValue], of file: SettingsFile
    ) throws(SettingError) {
        for (name, value) in themes.sorted(by: { $0.key < $1.key }) {
            let path = ["theme", name]
            guard case .table(let values) = value, !Settings.builtInThemes.contains(name) else {
                throw file.error(at: path, "write a section [theme.NAME] with a name of its own")
            }
            // The name is chosen by a setting of this kind.
            guard SettingKind<String?>.text("").read(.text(name)) != nil else {
                throw file.error(
                    at: path, "\(tomlText(name)) is not a name for a theme; use text on one line")
            }
            var base = Theme.dark
            var colours: [(key: String, value: String)] = []
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                guard case .text(let text) = value else {
                    throw file.error(
                        at: path + [key], "\(Text.visible(key)): a colour is written as \"#rrggbb\""
                    )
                }
                guard key == "base" else {
                    colours.append((key, text))
                    continue
                }
                guard let found = Theme.builtIn.first(where: { $0.name == text }) else {
                    throw file.error(
                        at: path + [key],
                        "invalid value \(tomlText(text)) for base: use "
                            + Theme.builtIn.map(\.name).joined(separator: ", "))
                }
                base = found
            }
            do throws(Theme.Problem) {
                settings.themes[name] = try Theme(name: name, base: base, colours: colours)
            } catch {
                throw file.error(at: path + [error.key], error.description)
            }
        }
    }
}

extension Settings {
    /// The names of the built-in themes, including `auto` and `none`.
    static let builtInThemes = ["auto", "none"] + Theme.builtIn.map(\.name)

    /// The names of all themes.
    var themeNames: [String] { Self.builtInThemes + themes.keys.sorted() }

    /// Whether a theme of this name exists.
    func hasTheme(_ name: String) -> Bool { themeNames.contains(name) }

    /// The error for a theme that does not exist, named by a setting written as `place`.
    func themeComplaint(for place: String) -> String {
        "invalid value \(tomlText(theme)) for \(place): use "
            + themeNames.joined(separator: ", ")
    }
}
