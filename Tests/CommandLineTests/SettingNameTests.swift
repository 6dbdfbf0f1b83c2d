import TerminalUI
import Testing

@testable import pdl_tui

struct SettingNameTests {
    @Test(arguments: [
        ".a/b", "./", ".iso ", ".iso\t", ".a\\b", ".a\u{0}", ".a\n", ".a\u{1B}", ".a\u{202E}b",
        ".\(String(repeating: "a", count: 256))",
    ])
    func `an extension that no file name has is refused`(_ name: String) {
        #expect(
            ConfigurationText.complaint("[folders]\n\(tomlText(name)) = \"/a\"")
                == "c:2: \(tomlText(name)) is not an extension: no file name ends in it")
    }

    @Test(arguments: [".iso", ".tar.gz", ".ISO", ".7z", ".ä", ".part 1", ".a-b", ".~1~"])
    func `an extension that a file name may have is accepted`(_ name: String) throws {
        let folders = try ConfigurationText.settings("[folders]\n\(tomlText(name)) = \"/a\"")
            .folders
        #expect(folders == [name.lowercased(): "/a"])
    }

    @Test(arguments: ["", "a\n", "\u{1B}"])
    func `a theme that no setting can name is refused`(_ name: String) {
        #expect(
            ConfigurationText.complaint("\n[theme.\(tomlText(name))]")
                == "c:2: \(tomlText(name)) is not a name for a theme; use text on one line")
        #expect(
            ConfigurationText.complaint("[screen]\ntheme = \(tomlText(name))").hasPrefix(
                "c:2: invalid value"))
    }

    @Test(arguments: [
        ("\"\" = 1", "c:1: unknown key \"\""), ("[\"\"]", "c:1: unknown key \"\""),
        ("[screen]\n\"\" = 1", "c:2: unknown key \"\""), ("[host.\"\"]", "c:1: \"\" is not a host"),
        ("[host.a]\n\"\" = 1", "c:2: unknown key \"\""),
        ("[folders]\n\"\" = \"/\"", "c:2: unknown key \"\""),
        ("[folders]\n\".\" = \"/\"", "c:2: unknown key \".\""),
        ("[keys]\n\"\" = \"p\"", "c:2: unknown action \"\""),
        ("[keys]\nadd = [\"\"]", "c:2: invalid value [\"\"] for add"),
        ("[keys]\nadd = \" \"", "c:2: add: \" \" is not a key"),
        ("[theme.x]\n\"\" = \"#000000\"", "c:2: unknown colour \"\""),
        ("[hooks]\non-fail = [\"\"]", "c:2: invalid value"),
        ("[rpc]\nallow-hosts = [\"\"]", "c:2: invalid value"),
    ])
    func `an empty name is refused and shown`(_ text: String, _ words: String) {
        #expect(
            ConfigurationText.complaint(text).hasPrefix(words),
            "\(ConfigurationText.complaint(text))")
    }

    @Test func `a key of Ctrl is the one that terminals send`() throws {
        let map = try ConfigurationText.settings("[keys]\nundo = [\"Ctrl-H\", \"Ctrl-X\"]").keymap
        #expect(map.action(for: .backspace, in: .queue) == .undo)
        #expect(map.action(for: .control("x"), in: .queue) == .undo)
        #expect(
            ConfigurationText.complaint("[keys]\nundo = \"Ctrl-I\"").hasPrefix(
                "c:2: Tab is given to both"))
        #expect(
            ConfigurationText.complaint("[keys]\nundo = \"Ctrl-M\"").hasPrefix(
                "c:2: Enter is given to both"))
    }
}
