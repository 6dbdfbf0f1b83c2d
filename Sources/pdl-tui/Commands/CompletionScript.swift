import ArgumentParser
import DownloadEngine

/// The script that completes the command line in a shell.
///
/// The parser offers the options of a default command only after its name, which is hidden here.
/// The script is therefore that of a command with the options of the interface and all other
/// commands, and has the rest that the parser leaves out of such a command: Metalink files, and
/// options after the first URL.
enum CompletionScript {
    /// The command line as it is completed; it is never parsed.
    struct Root: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: PDLTUI.configuration.commandName,
            version: PDLTUI.configuration.version,
            subcommands: PDLTUI.configuration.subcommands.filter { $0 != InterfaceCommand.self })

        @OptionGroup
        var options: DownloadOptions

        @OptionGroup
        var screen: ScreenOptions
    }

    /// Returns the script for a shell.
    static func text(for shell: CompletionShell) -> String {
        var script = Root.completionScript(for: shell)
        for (place, addition) in additions(for: shell) {
            guard let found = script.firstRange(of: place) else { continue }
            script.insert(contentsOf: addition, at: found.upperBound)
        }
        return script + "\n"
    }

    /// Returns what is added to the parser's script, and the texts after which it belongs.
    private static func additions(for shell: CompletionShell) -> [(place: String, text: String)] {
        switch shell {
        case .bash:
            let all =
                "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]}"
                + " ${non_repeating_options[*]}"
            return [
                (
                    "completions help' -- \"${cur}\"))\n",
                    """
                            # Offer Metalink files, and options after a URL
                            __pdl-tui_add_completions -o plusdirs -fX '!*.@(meta4|metalink)'
                            if [[ "${cur}" = -* && "${positional_number}" -eq -2 ]]; then
                                COMPREPLY+=($(compgen -W "\(all)" -- "${cur}"))
                            fi

                    """
                )
            ]
        case .zsh:
            let files = #"_files -g '*.meta4 *.metalink'"#
            let quoted = files.replacing("'", with: #"'\''"#)
            return [
                (
                    "_describe -V subcommand subcommands && ret=0\n",
                    "        \(files) && ret=0\n"
                ),
                (
                    "\"_pdl-tui_${words[1]}\" && ret=0\n            ;;\n",
                    """
                            *)
                                # Offer Metalink files and options after a URL
                                _arguments -w -s -S : "${(@)arg_specs[1,-3]}" '*:urls:\(quoted)' && ret=0
                                ;;

                    """
                ),
            ]
        default:
            let files =
                #"(set -l exts \'meta4\' \'metalink\';"#
                + #"for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};"#
                + #"printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')"#
            return [
                (
                    "complete -c 'pdl-tui' -f\n",
                    "complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional"
                        + " \"pdl-tui\" -ge 1' -fa '\(files)'\n"
                )
            ]
        }
    }
}
