import Foundation
import Harness
import Testing

/// The completion script in a real bash.
struct CompletionTests {
    /// Returns what bash offers for the last of these words, in a folder with some files.
    private func offered(_ words: String...) async throws -> [String] {
        let folder = try TemporaryFolder()
        for name in ["list.meta4", "other.txt"] {
            try Data().write(to: URL(filePath: folder.file(name)))
        }
        let quoted = (["pdl-tui"] + words).map { "'\($0)'" }
        let result = try await Program.run(
            [
                "bash", "-c",
                """
                source <('\(Program.pdlTUI)' completions bash)
                COMP_WORDS=(\(quoted.joined(separator: " "))); COMP_CWORD=\(words.count)
                COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
                _pdl-tui pdl-tui \(quoted[words.count]) \(quoted[words.count - 1])
                printf '%s\\n' "${COMPREPLY[@]}"
                """,
            ], directory: folder.path)
        #expect(result.errors == "")
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test func `the options of the interface are completed`() async throws {
        #expect(try await offered("--sl") == ["--slow-limit"])
        #expect(try await offered("--per") == ["--per-host"])
        #expect(try await offered("-n", "8", "--qui") == ["--quit-when-done"])
        #expect(try await offered("--theme", "gru") == ["gruvbox"])
        #expect(try await offered("--http", "") == ["http1", "http2"])
        #expect(try await offered("https", ":", "//host/x", "--dir") == ["--directory"])
    }

    @Test func `commands are completed with their own options, and Metalink files`() async throws {
        #expect(try await offered("res") == ["resume"])
        #expect(try await offered("get", "--qui") == ["--quiet"])
        #expect(try await offered("get", "--slow") == [])
        let all = try await offered("")
        #expect(all.contains("daemon") && all.contains("list.meta4"))
        #expect(!all.contains("other.txt"))
    }
}
