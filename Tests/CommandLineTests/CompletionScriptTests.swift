import ArgumentParser
import Testing

@testable import pdl_tui

struct CompletionScriptTests {
    @Test(arguments: CompletionsCommand.Shell.allCases)
    func `the script has what the parser leaves out`(_ shell: CompletionsCommand.Shell) {
        let script = CompletionScript.text(for: shell.completionShell)
        let parsed = CompletionScript.Root.completionScript(for: shell.completionShell)
        #expect(script.ranges(of: "meta4").count > parsed.ranges(of: "meta4").count)
        for word in ["slow-limit", "per-host", "completions"] { #expect(script.contains(word)) }
    }
}
