import Foundation
import Harness
import Testing

extension QuietMachine {
    /// The installation scripts.
    @Suite struct `Installation` {
        private static let resources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Resources")
            .path

        private static let files = [
            "bin/pdl-tui", "lib/systemd/user/pdl-tui.service", "lib/systemd/user/pdl-tui.socket",
            "share/applications/pdl-tui.desktop",
            "share/bash-completion/completions/pdl-tui", "share/doc/pdl-tui/CHANGELOG.md",
            "share/doc/pdl-tui/LICENSE", "share/doc/pdl-tui/TROUBLESHOOTING.md",
            "share/doc/pdl-tui/config.sample.toml", "share/fish/vendor_completions.d/pdl-tui.fish",
            "share/man/man1/pdl-tui.1", "share/zsh/site-functions/_pdl-tui",
        ]

        @Test func `install puts everything in place, and removes it again`() async throws {
            try await Turns.shared.take {
                let folder = try TemporaryFolder()
                try "mine".write(toFile: folder.file("other"), atomically: true, encoding: .utf8)
                let command = [Self.resources + "/install", "--prefix", folder.path]
                let install = try await Program.run(command + ["--binary", Program.pdlTUI])
                #expect(install.exitCode == 0, "\(install.errors)")
                #expect(folder.files == (Self.files + ["other"]).sorted())
                // Names unknown keys and values; knows nothing of a running service manager.
                if let verify = Program.find("systemd-analyze") {
                    let units = ["service", "socket"].map {
                        folder.file("lib/systemd/user/pdl-tui.\($0)")
                    }
                    let result = try await Program.run(
                        [verify, "--user", "--man=no", "verify"] + units,
                        environment: ["XDG_RUNTIME_DIR": folder.path, "HOME": folder.path])
                    #expect(result.exitCode == 0 && result.errors.isEmpty, "\(result.errors)")
                }
                let version = try await Program.run([folder.file("bin/pdl-tui"), "--version"])
                #expect(version.output.hasPrefix("pdl-tui "), "\(version.errors)")
                let uninstall = try await Program.run(command + ["--uninstall"])
                #expect(uninstall.exitCode == 0, "\(uninstall.errors)")
                #expect(folder.files == ["other"])
            }
        }

        @Test func `the manual page renders without a warning`() async throws {
            try await Turns.shared.take {
                let page = Self.resources + "/pdl-tui.1"
                let result = try await Program.run(["groff", "-man", "-ww", "-Tutf8", "-z", page])
                #expect(result.exitCode == 0 && result.errors.isEmpty, "\(result.errors)")
            }
        }

        @Test func `the Debian package holds the same, with its dependencies`() async throws {
            try await Turns.shared.take {
                let folder = try TemporaryFolder()
                // This test does not need a minute of compression.
                let package = try await Program.run(
                    [
                        Self.resources + "/debian-package", "--binary", Program.pdlTUI, "--output",
                        folder.path,
                    ], environment: ["DPKG_DEB_COMPRESSOR_TYPE": "none"])
                #expect(package.exitCode == 0, "\(package.errors)")
                let file = package.output.trimmingCharacters(in: .whitespacesAndNewlines)
                let fields = try await Program.run(["dpkg-deb", "--field", file])
                #expect(fields.output.contains("Package: pdl-tui\n"))
                #expect(
                    fields.output.firstMatch(of: /Depends: .*libcurl4.*/) != nil, "\(fields.output)"
                )
                _ = try await Program.run(["dpkg-deb", "--extract", file, folder.file("root")])
                #expect(
                    folder.files.filter { $0.hasPrefix("root/") }
                        == Self.files.map {
                            "root/usr/"
                                + $0.replacing("doc/pdl-tui/LICENSE", with: "doc/pdl-tui/copyright")
                                .replacing("site-functions", with: "vendor-completions")
                                .replacing("pdl-tui.1", with: "pdl-tui.1.gz")
                        }.sorted())
                let version = try await Program.run([
                    folder.file("root/usr/bin/pdl-tui"), "--version",
                ])
                #expect(version.exitCode == 0, "\(version.errors)")
            }
        }
    }
}
