function __pdl-tui_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __pdl-tui_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __pdl-tui_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __pdl-tui_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __pdl-tui_parse_tokens -S
    set -l unparsed_tokens (__pdl-tui_tokens -pc)
    switch $unparsed_tokens[1]
    case 'pdl-tui'
        __pdl-tui_parse_subcommand 0 'n/fragments=' 'd/directory=' 'o/output=' 'j/active=' 'per-host=' 'limit=' 'retries=' 'timeout=' 'connect-timeout=' 'checksum=' 'mirror=+' 'i/input-file=+' 'on-exists=' 'metalink=' 'file-time=' 'H/header=+' 'A/user-agent=' 'referer=' 'cookies=' 'netrc' 'user=' 'user-file=' 'bearer=' 'bearer-file=' 'proxy=' 'cacert=' 'cert=' 'key=' 'insecure' 'host-key=' 'ftp-tls=' 'ip=' 'interface=' 'http=' 'config=' 'no-config' 'theme=' 'ascii' 'no-mouse' 'slow-limit=' 'quit-when-done' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'get'
            __pdl-tui_parse_subcommand -r 1 'n/fragments=' 'd/directory=' 'o/output=' 'j/active=' 'per-host=' 'limit=' 'retries=' 'timeout=' 'connect-timeout=' 'checksum=' 'mirror=+' 'i/input-file=+' 'on-exists=' 'metalink=' 'file-time=' 'H/header=+' 'A/user-agent=' 'referer=' 'cookies=' 'netrc' 'user=' 'user-file=' 'bearer=' 'bearer-file=' 'proxy=' 'cacert=' 'cert=' 'key=' 'insecure' 'host-key=' 'ftp-tls=' 'ip=' 'interface=' 'http=' 'config=' 'no-config' 'json' 'progress=' 'q/quiet' 'v/verbose' 'version' 'h/help'
        case 'list'
            __pdl-tui_parse_subcommand 0 'json' 'version' 'h/help'
        case 'add'
            __pdl-tui_parse_subcommand -r 1 'curl=' 'n/fragments=' 'd/directory=' 'o/output=' 'j/active=' 'per-host=' 'limit=' 'retries=' 'timeout=' 'connect-timeout=' 'checksum=' 'mirror=+' 'i/input-file=+' 'on-exists=' 'metalink=' 'file-time=' 'H/header=+' 'A/user-agent=' 'referer=' 'cookies=' 'netrc' 'user=' 'user-file=' 'bearer=' 'bearer-file=' 'proxy=' 'cacert=' 'cert=' 'key=' 'insecure' 'host-key=' 'ftp-tls=' 'ip=' 'interface=' 'http=' 'config=' 'no-config' 'version' 'h/help'
        case 'pause'
            __pdl-tui_parse_subcommand -r 1 'version' 'h/help'
        case 'resume'
            __pdl-tui_parse_subcommand -r 1 'version' 'h/help'
        case 'retry'
            __pdl-tui_parse_subcommand -r 1 'version' 'h/help'
        case 'remove'
            __pdl-tui_parse_subcommand -r 1 'delete-part' 'version' 'h/help'
        case 'limit'
            __pdl-tui_parse_subcommand -r 2 'version' 'h/help'
        case 'fragments'
            __pdl-tui_parse_subcommand -r 2 'version' 'h/help'
        case 'watch'
            __pdl-tui_parse_subcommand 0 'json' 'version' 'h/help'
        case 'daemon'
            __pdl-tui_parse_subcommand 0 'n/fragments=' 'd/directory=' 'o/output=' 'j/active=' 'per-host=' 'limit=' 'retries=' 'timeout=' 'connect-timeout=' 'checksum=' 'mirror=+' 'i/input-file=+' 'on-exists=' 'metalink=' 'file-time=' 'H/header=+' 'A/user-agent=' 'referer=' 'cookies=' 'netrc' 'user=' 'user-file=' 'bearer=' 'bearer-file=' 'proxy=' 'cacert=' 'cert=' 'key=' 'insecure' 'host-key=' 'ftp-tls=' 'ip=' 'interface=' 'http=' 'config=' 'no-config' 'version' 'h/help'
        case 'stop'
            __pdl-tui_parse_subcommand 0 'version' 'h/help'
        case 'config'
            __pdl-tui_parse_subcommand 0 'config=' 'no-config' 'version' 'h/help'
        case 'completions'
            __pdl-tui_parse_subcommand 1 'version' 'h/help'
        case 'help'
            __pdl-tui_parse_subcommand -r 1 'version'
        end
    end
end

function __pdl-tui_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __pdl-tui_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __pdl-tui_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __pdl-tui_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__pdl-tui_tokens -p)
    if test -z "$(__pdl-tui_tokens -t)"
        set -l index (count (__pdl-tui_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'pdl-tui' -f
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -ge 1' -fa '(set -l exts \'meta4\' \'metalink\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" fragments n' -s 'n' -l 'fragments' -d 'connections per download (1 to 64, or auto; default: auto)' -rfka 'auto 1 2 4 8 16 32 64'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" d directory' -s 'd' -l 'directory' -d 'save files in this folder (created if needed)' -rfa '(__pdl-tui_complete_directories)'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" o output' -s 'o' -l 'output' -d 'file name or path (with one URL)' -rfa '(__pdl-tui_complete_directories)'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" active j' -s 'j' -l 'active' -d 'downloads at the same time (1 to 1000; default: 3)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" per-host' -l 'per-host' -d 'maximum connections per host (1 to 64; default: 16; up to 32 if auto finds that more help; --fragments if larger)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" limit' -l 'limit' -d 'total speed limit in bytes per second (such as 500K or 2M, or none; default: none)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" retries' -l 'retries' -d 'retries without progress before a fragment fails (0 to 1000; default: 5)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" timeout' -l 'timeout' -d 'seconds without data before a connection counts as stalled (0.001 to 86400; default: 20)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" connect-timeout' -l 'connect-timeout' -d 'seconds to wait for a connection (0.001 to 86400; default: 15)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" checksum' -l 'checksum' -d 'expected checksum (sha256, sha512, sha1 or md5); auto looks for a checksum file beside the download, none verifies nothing (default: what the server declares)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui"' -l 'mirror' -d 'another source of the same file (with one URL; repeatable)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui"' -s 'i' -l 'input-file' -d 'read URLs from a file, one per line, # for comments, - for standard input (repeatable)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" on-exists' -l 'on-exists' -d 'what to do if the file already exists (rename, overwrite, skip, fail; default: rename)' -rfka 'rename overwrite skip fail'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" metalink' -l 'metalink' -d 'whether to download the files of a Metalink, or save it (read, file; default: read)' -rfka 'read file'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" file-time' -l 'file-time' -d 'modification time of saved files (download, server; default: download)' -rfka 'download server'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui"' -s 'H' -l 'header' -d 'request header line (repeatable)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" A user-agent' -s 'A' -l 'user-agent' -d 'the User-Agent header' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" referer' -l 'referer' -d 'the Referer header' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" cookies' -l 'cookies' -d 'a cookie file in Netscape format' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" netrc' -l 'netrc' -d 'read user names and passwords from ~/.netrc'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" user' -l 'user' -d 'user name and password' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" user-file' -l 'user-file' -d 'read user name and password from a file (- for standard input, with get)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" bearer' -l 'bearer' -d 'bearer token' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" bearer-file' -l 'bearer-file' -d 'read the bearer token from a file (- for standard input, with get)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" proxy' -l 'proxy' -d 'proxy URL, "" for none (default: from http_proxy, https_proxy, all_proxy)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" cacert' -l 'cacert' -d 'trust the certificates in this file instead of the system\'s' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" cert' -l 'cert' -d 'client certificate in PEM format' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" key' -l 'key' -d 'private key of the client certificate, or SSH key' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" insecure' -l 'insecure' -d 'do not verify certificates and SSH host keys'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" host-key' -l 'host-key' -d 'SSH host key to trust (SFTP)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" ftp-tls' -l 'ftp-tls' -d 'encrypt FTP connections (ftps URLs always are) (off, try, require; default: off)' -rfka 'off try require'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" ip' -l 'ip' -d 'IP version (any, ipv4, ipv6; default: any)' -rfka 'any ipv4 ipv6'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" interface' -l 'interface' -d 'network interface or local address to use' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" http' -l 'http' -d 'HTTP version (http1, http2; default: http1)' -rfka 'http1 http2'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" config' -l 'config' -d 'use this configuration file instead of the default one' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" no-config' -l 'no-config' -d 'read no configuration file'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" theme' -l 'theme' -d 'colour theme (auto, none, dark, light, gruvbox, nord, catppuccin, solarized, solarized-light, high-contrast, color-blind, or one of your own; default: auto)' -rfka 'auto none dark light gruvbox nord catppuccin solarized solarized-light high-contrast color-blind'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" ascii' -l 'ascii' -d 'draw in ASCII'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" no-mouse' -l 'no-mouse' -d 'do not capture the mouse'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" slow-limit' -l 'slow-limit' -d 'total speed limit in slow mode (such as 100K or 2M; default: 100K)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" quit-when-done' -l 'quit-when-done' -d 'quit when all downloads are done'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'get' -d 'Download without the interface, then exit.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'list' -d 'Print the queue and history.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'add' -d 'Add URLs to the queue without the interface.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'pause' -d 'Pause downloads of the running engine.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'resume' -d 'Resume paused downloads of the running engine.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'retry' -d 'Retry failed downloads of the running engine now.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'remove' -d 'Remove downloads from the running engine\'s queue.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'limit' -d 'Limit the speed of the running engine or of downloads.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'fragments' -d 'Set how many fragments of downloads are fetched at a time.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'watch' -d 'Print what the running engine does until it ends.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'daemon' -d 'Run the engine without an interface.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'stop' -d 'Stop the running engine; downloads resume when it starts again.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'config' -d 'Print the effective settings and their origin.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'completions' -d 'Print the completion script for a shell.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui get" -ge 1' -fa '(set -l exts \'meta4\' \'metalink\';for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.{$exts};printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" fragments n' -s 'n' -l 'fragments' -d 'connections per download (1 to 64, or auto; default: auto)' -rfka 'auto 1 2 4 8 16 32 64'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" d directory' -s 'd' -l 'directory' -d 'save files in this folder (created if needed)' -rfa '(__pdl-tui_complete_directories)'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" o output' -s 'o' -l 'output' -d 'file name or path (with one URL)' -rfa '(__pdl-tui_complete_directories)'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" active j' -s 'j' -l 'active' -d 'downloads at the same time (1 to 1000; default: 3)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" per-host' -l 'per-host' -d 'maximum connections per host (1 to 64; default: 16; up to 32 if auto finds that more help; --fragments if larger)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" limit' -l 'limit' -d 'total speed limit in bytes per second (such as 500K or 2M, or none; default: none)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" retries' -l 'retries' -d 'retries without progress before a fragment fails (0 to 1000; default: 5)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" timeout' -l 'timeout' -d 'seconds without data before a connection counts as stalled (0.001 to 86400; default: 20)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" connect-timeout' -l 'connect-timeout' -d 'seconds to wait for a connection (0.001 to 86400; default: 15)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" checksum' -l 'checksum' -d 'expected checksum (sha256, sha512, sha1 or md5); auto looks for a checksum file beside the download, none verifies nothing (default: what the server declares)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get"' -l 'mirror' -d 'another source of the same file (with one URL; repeatable)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get"' -s 'i' -l 'input-file' -d 'read URLs from a file, one per line, # for comments, - for standard input (repeatable)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" on-exists' -l 'on-exists' -d 'what to do if the file already exists (rename, overwrite, skip, fail; default: rename)' -rfka 'rename overwrite skip fail'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" metalink' -l 'metalink' -d 'whether to download the files of a Metalink, or save it (read, file; default: read)' -rfka 'read file'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" file-time' -l 'file-time' -d 'modification time of saved files (download, server; default: download)' -rfka 'download server'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get"' -s 'H' -l 'header' -d 'request header line (repeatable)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" A user-agent' -s 'A' -l 'user-agent' -d 'the User-Agent header' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" referer' -l 'referer' -d 'the Referer header' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" cookies' -l 'cookies' -d 'a cookie file in Netscape format' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" netrc' -l 'netrc' -d 'read user names and passwords from ~/.netrc'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" user' -l 'user' -d 'user name and password' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" user-file' -l 'user-file' -d 'read user name and password from a file (- for standard input, with get)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" bearer' -l 'bearer' -d 'bearer token' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" bearer-file' -l 'bearer-file' -d 'read the bearer token from a file (- for standard input, with get)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" proxy' -l 'proxy' -d 'proxy URL, "" for none (default: from http_proxy, https_proxy, all_proxy)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" cacert' -l 'cacert' -d 'trust the certificates in this file instead of the system\'s' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" cert' -l 'cert' -d 'client certificate in PEM format' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" key' -l 'key' -d 'private key of the client certificate, or SSH key' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" insecure' -l 'insecure' -d 'do not verify certificates and SSH host keys'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" host-key' -l 'host-key' -d 'SSH host key to trust (SFTP)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" ftp-tls' -l 'ftp-tls' -d 'encrypt FTP connections (ftps URLs always are) (off, try, require; default: off)' -rfka 'off try require'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" ip' -l 'ip' -d 'IP version (any, ipv4, ipv6; default: any)' -rfka 'any ipv4 ipv6'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" interface' -l 'interface' -d 'network interface or local address to use' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" http' -l 'http' -d 'HTTP version (http1, http2; default: http1)' -rfka 'http1 http2'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" config' -l 'config' -d 'use this configuration file instead of the default one' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" no-config' -l 'no-config' -d 'read no configuration file'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" json' -l 'json' -d 'one JSON object per line on standard output: start, warning, progress, retry, done, failed'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" progress' -l 'progress' -d 'how to show progress: a bar, plain lines (for screen readers and logs) or not at all (bar, plain, none; default: bar on a terminal, else plain)' -rfka 'bar plain none'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" q quiet' -l 'quiet' -s 'q' -d 'show errors only, no progress'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" v verbose' -l 'verbose' -s 'v' -d 'also report retries and their reasons'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui get" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui list" json' -l 'json' -d 'one JSON object per line (version 1: see man pdl-tui)'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui list" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" curl' -l 'curl' -d 'read curl commands, as browsers copy them, from a file (- for standard input)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" fragments n' -s 'n' -l 'fragments' -d 'connections per download (1 to 64, or auto; default: auto)' -rfka 'auto 1 2 4 8 16 32 64'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" d directory' -s 'd' -l 'directory' -d 'save files in this folder (created if needed)' -rfa '(__pdl-tui_complete_directories)'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" o output' -s 'o' -l 'output' -d 'file name or path (with one URL)' -rfa '(__pdl-tui_complete_directories)'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" active j' -s 'j' -l 'active' -d 'downloads at the same time (1 to 1000; default: 3)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" per-host' -l 'per-host' -d 'maximum connections per host (1 to 64; default: 16; up to 32 if auto finds that more help; --fragments if larger)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" limit' -l 'limit' -d 'total speed limit in bytes per second (such as 500K or 2M, or none; default: none)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" retries' -l 'retries' -d 'retries without progress before a fragment fails (0 to 1000; default: 5)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" timeout' -l 'timeout' -d 'seconds without data before a connection counts as stalled (0.001 to 86400; default: 20)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" connect-timeout' -l 'connect-timeout' -d 'seconds to wait for a connection (0.001 to 86400; default: 15)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" checksum' -l 'checksum' -d 'expected checksum (sha256, sha512, sha1 or md5); auto looks for a checksum file beside the download, none verifies nothing (default: what the server declares)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add"' -l 'mirror' -d 'another source of the same file (with one URL; repeatable)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add"' -s 'i' -l 'input-file' -d 'read URLs from a file, one per line, # for comments, - for standard input (repeatable)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" on-exists' -l 'on-exists' -d 'what to do if the file already exists (rename, overwrite, skip, fail; default: rename)' -rfka 'rename overwrite skip fail'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" metalink' -l 'metalink' -d 'whether to download the files of a Metalink, or save it (read, file; default: read)' -rfka 'read file'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" file-time' -l 'file-time' -d 'modification time of saved files (download, server; default: download)' -rfka 'download server'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add"' -s 'H' -l 'header' -d 'request header line (repeatable)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" A user-agent' -s 'A' -l 'user-agent' -d 'the User-Agent header' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" referer' -l 'referer' -d 'the Referer header' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" cookies' -l 'cookies' -d 'a cookie file in Netscape format' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" netrc' -l 'netrc' -d 'read user names and passwords from ~/.netrc'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" user' -l 'user' -d 'user name and password' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" user-file' -l 'user-file' -d 'read user name and password from a file (- for standard input, with get)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" bearer' -l 'bearer' -d 'bearer token' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" bearer-file' -l 'bearer-file' -d 'read the bearer token from a file (- for standard input, with get)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" proxy' -l 'proxy' -d 'proxy URL, "" for none (default: from http_proxy, https_proxy, all_proxy)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" cacert' -l 'cacert' -d 'trust the certificates in this file instead of the system\'s' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" cert' -l 'cert' -d 'client certificate in PEM format' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" key' -l 'key' -d 'private key of the client certificate, or SSH key' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" insecure' -l 'insecure' -d 'do not verify certificates and SSH host keys'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" host-key' -l 'host-key' -d 'SSH host key to trust (SFTP)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" ftp-tls' -l 'ftp-tls' -d 'encrypt FTP connections (ftps URLs always are) (off, try, require; default: off)' -rfka 'off try require'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" ip' -l 'ip' -d 'IP version (any, ipv4, ipv6; default: any)' -rfka 'any ipv4 ipv6'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" interface' -l 'interface' -d 'network interface or local address to use' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" http' -l 'http' -d 'HTTP version (http1, http2; default: http1)' -rfka 'http1 http2'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" config' -l 'config' -d 'use this configuration file instead of the default one' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" no-config' -l 'no-config' -d 'read no configuration file'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui add" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui pause" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui pause" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui resume" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui resume" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui retry" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui retry" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui remove" delete-part' -l 'delete-part' -d 'delete the part files too'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui remove" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui remove" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui limit" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui limit" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui fragments" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui fragments" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui watch" json' -l 'json' -d 'one JSON object per line (version 1: see man pdl-tui)'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui watch" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui watch" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" fragments n' -s 'n' -l 'fragments' -d 'connections per download (1 to 64, or auto; default: auto)' -rfka 'auto 1 2 4 8 16 32 64'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" d directory' -s 'd' -l 'directory' -d 'save files in this folder (created if needed)' -rfa '(__pdl-tui_complete_directories)'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" o output' -s 'o' -l 'output' -d 'file name or path (with one URL)' -rfa '(__pdl-tui_complete_directories)'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" active j' -s 'j' -l 'active' -d 'downloads at the same time (1 to 1000; default: 3)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" per-host' -l 'per-host' -d 'maximum connections per host (1 to 64; default: 16; up to 32 if auto finds that more help; --fragments if larger)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" limit' -l 'limit' -d 'total speed limit in bytes per second (such as 500K or 2M, or none; default: none)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" retries' -l 'retries' -d 'retries without progress before a fragment fails (0 to 1000; default: 5)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" timeout' -l 'timeout' -d 'seconds without data before a connection counts as stalled (0.001 to 86400; default: 20)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" connect-timeout' -l 'connect-timeout' -d 'seconds to wait for a connection (0.001 to 86400; default: 15)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" checksum' -l 'checksum' -d 'expected checksum (sha256, sha512, sha1 or md5); auto looks for a checksum file beside the download, none verifies nothing (default: what the server declares)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon"' -l 'mirror' -d 'another source of the same file (with one URL; repeatable)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon"' -s 'i' -l 'input-file' -d 'read URLs from a file, one per line, # for comments, - for standard input (repeatable)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" on-exists' -l 'on-exists' -d 'what to do if the file already exists (rename, overwrite, skip, fail; default: rename)' -rfka 'rename overwrite skip fail'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" metalink' -l 'metalink' -d 'whether to download the files of a Metalink, or save it (read, file; default: read)' -rfka 'read file'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" file-time' -l 'file-time' -d 'modification time of saved files (download, server; default: download)' -rfka 'download server'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon"' -s 'H' -l 'header' -d 'request header line (repeatable)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" A user-agent' -s 'A' -l 'user-agent' -d 'the User-Agent header' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" referer' -l 'referer' -d 'the Referer header' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" cookies' -l 'cookies' -d 'a cookie file in Netscape format' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" netrc' -l 'netrc' -d 'read user names and passwords from ~/.netrc'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" user' -l 'user' -d 'user name and password' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" user-file' -l 'user-file' -d 'read user name and password from a file (- for standard input, with get)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" bearer' -l 'bearer' -d 'bearer token' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" bearer-file' -l 'bearer-file' -d 'read the bearer token from a file (- for standard input, with get)' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" proxy' -l 'proxy' -d 'proxy URL, "" for none (default: from http_proxy, https_proxy, all_proxy)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" cacert' -l 'cacert' -d 'trust the certificates in this file instead of the system\'s' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" cert' -l 'cert' -d 'client certificate in PEM format' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" key' -l 'key' -d 'private key of the client certificate, or SSH key' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" insecure' -l 'insecure' -d 'do not verify certificates and SSH host keys'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" host-key' -l 'host-key' -d 'SSH host key to trust (SFTP)' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" ftp-tls' -l 'ftp-tls' -d 'encrypt FTP connections (ftps URLs always are) (off, try, require; default: off)' -rfka 'off try require'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" ip' -l 'ip' -d 'IP version (any, ipv4, ipv6; default: any)' -rfka 'any ipv4 ipv6'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" interface' -l 'interface' -d 'network interface or local address to use' -rfka ''
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" http' -l 'http' -d 'HTTP version (http1, http2; default: http1)' -rfka 'http1 http2'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" config' -l 'config' -d 'use this configuration file instead of the default one' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" no-config' -l 'no-config' -d 'read no configuration file'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui daemon" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui stop" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui stop" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui config" config' -l 'config' -d 'use this configuration file instead of the default one' -rF
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui config" no-config' -l 'no-config' -d 'read no configuration file'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui config" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui config" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_positional "pdl-tui completions" -eq 1' -fka 'bash zsh fish'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui completions" version' -l 'version' -d 'Show the version.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui completions" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'pdl-tui' -n '__pdl-tui_should_offer_completions_for_flags_or_options "pdl-tui help" version' -l 'version' -d 'Show the version.'
