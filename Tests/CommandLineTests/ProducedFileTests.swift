import ArgumentParser
import DownloadEngine
import Foundation
import TerminalUI
import Testing

@testable import pdl_tui

/// The files under `Resources` generated from the program's tables, compared with them.
///
/// `RECORD_FILES=1 swift test --filter ProducedFileTests` writes them again, and fails.
struct ProducedFileTests {
    private static let resources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Resources")

    private func check(_ name: String, _ expected: (String) throws -> String) throws {
        let file = Self.resources.appending(path: name)
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let wanted = try expected(text)
        guard text != wanted else { return }
        if ProcessInfo.processInfo.environment["RECORD_FILES"] != nil {
            try Data(wanted.utf8).write(to: file)
        }
        Issue.record(
            """
            Resources/\(name) differs from the program's tables; write it again with \
            RECORD_FILES=1 swift test --filter ProducedFileTests
            """)
    }

    @Test(arguments: [
        ("pdl-tui.bash", CompletionShell.bash), ("_pdl-tui", .zsh), ("pdl-tui.fish", .fish),
    ])
    func `the completion script is the command's`(_ name: String, _ shell: CompletionShell) throws {
        try check("completions/\(name)") { _ in CompletionScript.text(for: shell) }
    }

    @Test func `the manual page lists every option, setting and key`() throws {
        try check("pdl-tui.1") { text in
            let get = HelpOption.all(of: Get.self)
            let interface = HelpOption.all(of: InterfaceCommand.self)
            let blocks = [
                "title": ".TH PDL\\-TUI 1 \"\" \"pdl\\-tui \(EngineConfiguration.version)\"\n",
                "shared options": get.filter(interface.contains).map(\.manual).joined(),
                "get options": get.filter { !interface.contains($0) }.map(\.manual).joined(),
                "interface options": interface.filter { !get.contains($0) }.map(\.manual).joined(),
                "keys": Keymap.default.manual,
                "settings": Setting<Settings>.ordered.map(\.manual).joined(),
                "host settings": Setting<HostSettings>.all.map {
                    ".TP\n.B \(roff($0.name))\n\(roff($0.summary)): \(roff($0.allowed))\n"
                }.joined(),
            ]
            return try blocks.reduce(text) { try replacing($1.key, in: $0, with: $1.value) }
        }
    }

    private func replacing(_ block: String, in text: String, with lines: String) throws -> String {
        let begin = try #require(text.range(of: ".\\\" begin: \(block)\n"))
        let end = try #require(
            text.range(of: ".\\\" end\n", range: begin.upperBound..<text.endIndex))
        return text[..<begin.upperBound] + lines + text[end.lowerBound...]
    }

    @Test func `the changelog names the version`() throws {
        let changes = try String(
            contentsOf: Self.resources.appending(path: "CHANGELOG.md"), encoding: .utf8)
        #expect(changes.contains("\n## [\(EngineConfiguration.version)]"))
    }
}

/// An option as the help shows it.
private struct HelpOption: Equatable {
    var label: String
    var help: String

    /// The options of a command, in the help's order.
    static func all(of command: any ParsableCommand.Type) -> [HelpOption] {
        var options: [HelpOption] = []
        for line in PDLTUI.helpMessage(for: command, columns: 2000).split(separator: "\n") {
            if line.hasPrefix("  -") {
                // One blank follows a label that fills its column.
                let line = line.dropFirst(2)
                let end = [line.range(of: "> ")?.lowerBound, line.range(of: "  ")?.lowerBound]
                    .compactMap(\.self).min().map { line[$0] == ">" ? line.index(after: $0) : $0 }
                options.append(
                    HelpOption(
                        label: String(line[..<(end ?? line.endIndex)]),
                        help: line[(end ?? line.endIndex)...].trimmingCharacters(in: .whitespaces)))
            } else if line.hasPrefix("          "), options.last?.help == "" {
                options[options.count - 1].help = line.trimmingCharacters(in: .whitespaces)
            }
        }
        return options
    }

    /// The option as a paragraph of the manual page.
    var manual: String {
        let parts = label.split(separator: " ", omittingEmptySubsequences: false).map { word in
            word.hasPrefix("-") ? "\\fB\(roff(String(word)))\\fR" : roff(String(word))
        }
        return ".TP\n\(parts.joined(separator: " "))\n\(roff(help))\n"
    }
}

extension Setting where Root == Settings {
    /// The setting as a paragraph of the manual page.
    fileprivate var manual: String {
        let preset = (show(Settings()) ?? unset).map { " (default: \(roff($0)))" } ?? ""
        return ".TP\n\\fB\(roff(path))\\fR (\\fB\(roff(variable))\\fR)\n"
            + "\(roff(summary)): \(roff(allowed))\(preset)\n"
    }
}

/// The text escaped for roff.
private func roff(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
}
