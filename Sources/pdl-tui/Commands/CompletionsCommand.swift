import ArgumentParser

/// `pdl-tui completions SHELL`: prints the completion script for a shell.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print the completion script for a shell.",
        discussion: """
            bash:  pdl-tui completions bash > ~/.local/share/bash-completion/completions/pdl-tui
            zsh:   pdl-tui completions zsh > ~/.zsh/completions/_pdl-tui
            fish:  pdl-tui completions fish > ~/.config/fish/completions/pdl-tui.fish
            """)

    /// The supported shells.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish

        /// The parser's name for the shell.
        var completionShell: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "bash, zsh or fish")
    var shell: Shell

    func run() {
        Output.standardOutput.write(CompletionScript.text(for: shell.completionShell))
    }
}
