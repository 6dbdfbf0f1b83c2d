#!/bin/bash

__pdl-tui_cursor_index_in_current_word() {
    local remaining="${COMP_LINE}"

    local word
    for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
        remaining="${remaining##*([[:space:]])"${word}"*([[:space:]])}"
    done

    local -ir index="$((COMP_POINT - ${#COMP_LINE} + ${#remaining}))"
    if [[ "${index}" -le 0 ]]; then
        printf 0
    else
        printf %s "${index}"
    fi
}

# positional arguments:
#
# - 1: the current (sub)command's count of positional arguments
#
# required variables:
#
# - repeating_flags: the repeating flags that the current (sub)command can accept
# - non_repeating_flags: the non-repeating flags that the current (sub)command can accept
# - repeating_options: the repeating options that the current (sub)command can accept
# - non_repeating_options: the non-repeating options that the current (sub)command can accept
# - positional_number: value ignored
# - unparsed_words: unparsed words from the current command line
#
# modified variables:
#
# - non_repeating_flags: remove flags for this (sub)command that are already on the command line
# - non_repeating_options: remove options for this (sub)command that are already on the command line
# - positional_number: set to the current positional number
# - unparsed_words: remove all flags, options, and option values for this (sub)command
__pdl-tui_offer_flags_options() {
    local -ir positional_count="${1}"
    positional_number=0

    local was_flag_option_terminator_seen=false
    local is_parsing_option_value=false

    local -ar unparsed_word_indices=("${!unparsed_words[@]}")
    local -i word_index
    for word_index in "${unparsed_word_indices[@]}"; do
        if "${is_parsing_option_value}"; then
            # This word is an option value:
            # Reset marker for next word iff not currently the last word
            [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]] && is_parsing_option_value=false
            unset "unparsed_words[${word_index}]"
            # Do not process this word as a flag or an option
            continue
        fi

        local word="${unparsed_words["${word_index}"]}"
        if ! "${was_flag_option_terminator_seen}"; then
            case "${word}" in
            --)
                unset "unparsed_words[${word_index}]"
                # by itself -- is a flag/option terminator, but if it is the last word, it is the start of a completion
                if [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]]; then
                    was_flag_option_terminator_seen=true
                fi
                continue
                ;;
            -*)
                # ${word} is a flag or an option
                # If ${word} is an option, mark that the next word to be parsed is an option value
                local option
                for option in "${repeating_options[@]}" "${non_repeating_options[@]}"; do
                    [[ "${word}" = "${option}" ]] && is_parsing_option_value=true && break
                done

                # Remove ${word} from ${non_repeating_flags} or ${non_repeating_options} so it isn't offered again
                local not_found=true
                local -i index
                for index in "${!non_repeating_flags[@]}"; do
                    if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                        unset "non_repeating_flags[${index}]"
                        non_repeating_flags=("${non_repeating_flags[@]}")
                        not_found=false
                        break
                    fi
                done
                if "${not_found}"; then
                    for index in "${!non_repeating_flags[@]}"; do
                        if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                            unset "non_repeating_flags[${index}]"
                            non_repeating_flags=("${non_repeating_flags[@]}")
                            break
                        fi
                    done
                fi
                unset "unparsed_words[${word_index}]"
                continue
                ;;
            esac
        fi

        # ${word} is neither a flag, nor an option, nor an option value
        if [[ "${positional_number}" -lt "${positional_count}" || "${positional_count}" -lt 0 ]]; then
            # ${word} is a positional
            ((positional_number++))
            unset "unparsed_words[${word_index}]"
        else
            if [[ -z "${word}" ]]; then
                # Could be completing a flag, option, or subcommand
                positional_number=-1
            else
                # ${word} is a subcommand or invalid, so stop processing this (sub)command
                positional_number=-2
            fi
            break
        fi
    done

    unparsed_words=("${unparsed_words[@]}")

    if\
        ! "${was_flag_option_terminator_seen}"\
        && ! "${is_parsing_option_value}"\
        && [[ ("${cur}" = -* && "${positional_number}" -ge 0) || "${positional_number}" -eq -1 ]]
    then
        COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
    fi
}

__pdl-tui_add_completions() {
    local completion
    while IFS='' read -r completion; do
        COMPREPLY+=("${completion}")
    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
}

__pdl-tui_custom_complete() {
    if [[ -n "${cur}" || -z ${COMP_WORDS[${COMP_CWORD}]} || "${COMP_LINE:${COMP_POINT}:1}" != ' ' ]]; then
        local -ar words=("${COMP_WORDS[@]}")
    else
        local -ar words=("${COMP_WORDS[@]::${COMP_CWORD}}" '' "${COMP_WORDS[@]:${COMP_CWORD}}")
    fi

    "${COMP_WORDS[0]}" "${@}" "${words[@]}"
}

_pdl-tui() {
    local state
    state="$(shopt -p;shopt -po)"
    trap "${state//$'\n'/;}" RETURN
    shopt -s extglob
    set +o history +o posix

    local -xr SAP_SHELL=bash
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(IFS='.';printf %s "${BASH_VERSINFO[*]}")"
    local -r SAP_SHELL_VERSION

    local -r cur="${2}"
    local -r prev="${3}"

    local -i positional_number
    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")

    local -a repeating_flags=()
    local -a non_repeating_flags=(--netrc --insecure --no-config --ascii --no-mouse --quit-when-done --version -h --help)
    local -a repeating_options=(--mirror -i --input-file -H --header)
    local -a non_repeating_options=(-n --fragments -d --directory -o --output -j --active --per-host --limit --retries --timeout --connect-timeout --checksum --on-exists --metalink --file-time -A --user-agent --referer --cookies --user --user-file --bearer --bearer-file --proxy --cacert --cert --key --host-key --ftp-tls --ip --interface --http --config --theme --slow-limit)
    __pdl-tui_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-n'|'--fragments')
        __pdl-tui_add_completions -W 'auto'$'\n''1'$'\n''2'$'\n''4'$'\n''8'$'\n''16'$'\n''32'$'\n''64'
        return
        ;;
    '-d'|'--directory')
        __pdl-tui_add_completions -d
        return
        ;;
    '-o'|'--output')
        __pdl-tui_add_completions -d
        return
        ;;
    '-j'|'--active')
        return
        ;;
    '--per-host')
        return
        ;;
    '--limit')
        return
        ;;
    '--retries')
        return
        ;;
    '--timeout')
        return
        ;;
    '--connect-timeout')
        return
        ;;
    '--checksum')
        return
        ;;
    '--mirror')
        return
        ;;
    '-i'|'--input-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--on-exists')
        __pdl-tui_add_completions -W 'rename'$'\n''overwrite'$'\n''skip'$'\n''fail'
        return
        ;;
    '--metalink')
        __pdl-tui_add_completions -W 'read'$'\n''file'
        return
        ;;
    '--file-time')
        __pdl-tui_add_completions -W 'download'$'\n''server'
        return
        ;;
    '-H'|'--header')
        return
        ;;
    '-A'|'--user-agent')
        return
        ;;
    '--referer')
        return
        ;;
    '--cookies')
        __pdl-tui_add_completions -f
        return
        ;;
    '--user')
        return
        ;;
    '--user-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--bearer')
        return
        ;;
    '--bearer-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--proxy')
        return
        ;;
    '--cacert')
        __pdl-tui_add_completions -f
        return
        ;;
    '--cert')
        __pdl-tui_add_completions -f
        return
        ;;
    '--key')
        __pdl-tui_add_completions -f
        return
        ;;
    '--host-key')
        return
        ;;
    '--ftp-tls')
        __pdl-tui_add_completions -W 'off'$'\n''try'$'\n''require'
        return
        ;;
    '--ip')
        __pdl-tui_add_completions -W 'any'$'\n''ipv4'$'\n''ipv6'
        return
        ;;
    '--interface')
        return
        ;;
    '--http')
        __pdl-tui_add_completions -W 'http1'$'\n''http2'
        return
        ;;
    '--config')
        __pdl-tui_add_completions -f
        return
        ;;
    '--theme')
        __pdl-tui_add_completions -W 'auto'$'\n''none'$'\n''dark'$'\n''light'$'\n''gruvbox'$'\n''nord'$'\n''catppuccin'$'\n''solarized'$'\n''solarized-light'$'\n''high-contrast'$'\n''color-blind'
        return
        ;;
    '--slow-limit')
        return
        ;;
    esac

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    get|list|add|pause|resume|retry|remove|limit|fragments|watch|daemon|stop|config|completions|help)
        # Offer subcommand argument completions
        "_pdl-tui_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'get list add pause resume retry remove limit fragments watch daemon stop config completions help' -- "${cur}"))
        # Offer Metalink files, and options after a URL
        __pdl-tui_add_completions -o plusdirs -fX '!*.@(meta4|metalink)'
        if [[ "${cur}" = -* && "${positional_number}" -eq -2 ]]; then
            COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
        fi
        ;;
    esac
}

_pdl-tui_get() {
    repeating_flags=()
    non_repeating_flags=(--netrc --insecure --no-config --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--mirror -i --input-file -H --header)
    non_repeating_options=(-n --fragments -d --directory -o --output -j --active --per-host --limit --retries --timeout --connect-timeout --checksum --on-exists --metalink --file-time -A --user-agent --referer --cookies --user --user-file --bearer --bearer-file --proxy --cacert --cert --key --host-key --ftp-tls --ip --interface --http --config --progress)
    __pdl-tui_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-n'|'--fragments')
        __pdl-tui_add_completions -W 'auto'$'\n''1'$'\n''2'$'\n''4'$'\n''8'$'\n''16'$'\n''32'$'\n''64'
        return
        ;;
    '-d'|'--directory')
        __pdl-tui_add_completions -d
        return
        ;;
    '-o'|'--output')
        __pdl-tui_add_completions -d
        return
        ;;
    '-j'|'--active')
        return
        ;;
    '--per-host')
        return
        ;;
    '--limit')
        return
        ;;
    '--retries')
        return
        ;;
    '--timeout')
        return
        ;;
    '--connect-timeout')
        return
        ;;
    '--checksum')
        return
        ;;
    '--mirror')
        return
        ;;
    '-i'|'--input-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--on-exists')
        __pdl-tui_add_completions -W 'rename'$'\n''overwrite'$'\n''skip'$'\n''fail'
        return
        ;;
    '--metalink')
        __pdl-tui_add_completions -W 'read'$'\n''file'
        return
        ;;
    '--file-time')
        __pdl-tui_add_completions -W 'download'$'\n''server'
        return
        ;;
    '-H'|'--header')
        return
        ;;
    '-A'|'--user-agent')
        return
        ;;
    '--referer')
        return
        ;;
    '--cookies')
        __pdl-tui_add_completions -f
        return
        ;;
    '--user')
        return
        ;;
    '--user-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--bearer')
        return
        ;;
    '--bearer-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--proxy')
        return
        ;;
    '--cacert')
        __pdl-tui_add_completions -f
        return
        ;;
    '--cert')
        __pdl-tui_add_completions -f
        return
        ;;
    '--key')
        __pdl-tui_add_completions -f
        return
        ;;
    '--host-key')
        return
        ;;
    '--ftp-tls')
        __pdl-tui_add_completions -W 'off'$'\n''try'$'\n''require'
        return
        ;;
    '--ip')
        __pdl-tui_add_completions -W 'any'$'\n''ipv4'$'\n''ipv6'
        return
        ;;
    '--interface')
        return
        ;;
    '--http')
        __pdl-tui_add_completions -W 'http1'$'\n''http2'
        return
        ;;
    '--config')
        __pdl-tui_add_completions -f
        return
        ;;
    '--progress')
        __pdl-tui_add_completions -W 'bar'$'\n''plain'$'\n''none'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    *)
        __pdl-tui_add_completions -o plusdirs -fX '!*.@(meta4|metalink)'
        return
        ;;
    esac
}

_pdl-tui_list() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=()
    __pdl-tui_offer_flags_options 0
}

_pdl-tui_add() {
    repeating_flags=()
    non_repeating_flags=(--netrc --insecure --no-config --version -h --help)
    repeating_options=(--mirror -i --input-file -H --header)
    non_repeating_options=(--curl -n --fragments -d --directory -o --output -j --active --per-host --limit --retries --timeout --connect-timeout --checksum --on-exists --metalink --file-time -A --user-agent --referer --cookies --user --user-file --bearer --bearer-file --proxy --cacert --cert --key --host-key --ftp-tls --ip --interface --http --config)
    __pdl-tui_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--curl')
        return
        ;;
    '-n'|'--fragments')
        __pdl-tui_add_completions -W 'auto'$'\n''1'$'\n''2'$'\n''4'$'\n''8'$'\n''16'$'\n''32'$'\n''64'
        return
        ;;
    '-d'|'--directory')
        __pdl-tui_add_completions -d
        return
        ;;
    '-o'|'--output')
        __pdl-tui_add_completions -d
        return
        ;;
    '-j'|'--active')
        return
        ;;
    '--per-host')
        return
        ;;
    '--limit')
        return
        ;;
    '--retries')
        return
        ;;
    '--timeout')
        return
        ;;
    '--connect-timeout')
        return
        ;;
    '--checksum')
        return
        ;;
    '--mirror')
        return
        ;;
    '-i'|'--input-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--on-exists')
        __pdl-tui_add_completions -W 'rename'$'\n''overwrite'$'\n''skip'$'\n''fail'
        return
        ;;
    '--metalink')
        __pdl-tui_add_completions -W 'read'$'\n''file'
        return
        ;;
    '--file-time')
        __pdl-tui_add_completions -W 'download'$'\n''server'
        return
        ;;
    '-H'|'--header')
        return
        ;;
    '-A'|'--user-agent')
        return
        ;;
    '--referer')
        return
        ;;
    '--cookies')
        __pdl-tui_add_completions -f
        return
        ;;
    '--user')
        return
        ;;
    '--user-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--bearer')
        return
        ;;
    '--bearer-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--proxy')
        return
        ;;
    '--cacert')
        __pdl-tui_add_completions -f
        return
        ;;
    '--cert')
        __pdl-tui_add_completions -f
        return
        ;;
    '--key')
        __pdl-tui_add_completions -f
        return
        ;;
    '--host-key')
        return
        ;;
    '--ftp-tls')
        __pdl-tui_add_completions -W 'off'$'\n''try'$'\n''require'
        return
        ;;
    '--ip')
        __pdl-tui_add_completions -W 'any'$'\n''ipv4'$'\n''ipv6'
        return
        ;;
    '--interface')
        return
        ;;
    '--http')
        __pdl-tui_add_completions -W 'http1'$'\n''http2'
        return
        ;;
    '--config')
        __pdl-tui_add_completions -f
        return
        ;;
    esac
}

_pdl-tui_pause() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __pdl-tui_offer_flags_options -1
}

_pdl-tui_resume() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __pdl-tui_offer_flags_options -1
}

_pdl-tui_retry() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __pdl-tui_offer_flags_options -1
}

_pdl-tui_remove() {
    repeating_flags=()
    non_repeating_flags=(--delete-part --version -h --help)
    repeating_options=()
    non_repeating_options=()
    __pdl-tui_offer_flags_options -1
}

_pdl-tui_limit() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __pdl-tui_offer_flags_options -1
}

_pdl-tui_fragments() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __pdl-tui_offer_flags_options -1
}

_pdl-tui_watch() {
    repeating_flags=()
    non_repeating_flags=(--json --version -h --help)
    repeating_options=()
    non_repeating_options=()
    __pdl-tui_offer_flags_options 0
}

_pdl-tui_daemon() {
    repeating_flags=()
    non_repeating_flags=(--netrc --insecure --no-config --version -h --help)
    repeating_options=(--mirror -i --input-file -H --header)
    non_repeating_options=(-n --fragments -d --directory -o --output -j --active --per-host --limit --retries --timeout --connect-timeout --checksum --on-exists --metalink --file-time -A --user-agent --referer --cookies --user --user-file --bearer --bearer-file --proxy --cacert --cert --key --host-key --ftp-tls --ip --interface --http --config)
    __pdl-tui_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-n'|'--fragments')
        __pdl-tui_add_completions -W 'auto'$'\n''1'$'\n''2'$'\n''4'$'\n''8'$'\n''16'$'\n''32'$'\n''64'
        return
        ;;
    '-d'|'--directory')
        __pdl-tui_add_completions -d
        return
        ;;
    '-o'|'--output')
        __pdl-tui_add_completions -d
        return
        ;;
    '-j'|'--active')
        return
        ;;
    '--per-host')
        return
        ;;
    '--limit')
        return
        ;;
    '--retries')
        return
        ;;
    '--timeout')
        return
        ;;
    '--connect-timeout')
        return
        ;;
    '--checksum')
        return
        ;;
    '--mirror')
        return
        ;;
    '-i'|'--input-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--on-exists')
        __pdl-tui_add_completions -W 'rename'$'\n''overwrite'$'\n''skip'$'\n''fail'
        return
        ;;
    '--metalink')
        __pdl-tui_add_completions -W 'read'$'\n''file'
        return
        ;;
    '--file-time')
        __pdl-tui_add_completions -W 'download'$'\n''server'
        return
        ;;
    '-H'|'--header')
        return
        ;;
    '-A'|'--user-agent')
        return
        ;;
    '--referer')
        return
        ;;
    '--cookies')
        __pdl-tui_add_completions -f
        return
        ;;
    '--user')
        return
        ;;
    '--user-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--bearer')
        return
        ;;
    '--bearer-file')
        __pdl-tui_add_completions -f
        return
        ;;
    '--proxy')
        return
        ;;
    '--cacert')
        __pdl-tui_add_completions -f
        return
        ;;
    '--cert')
        __pdl-tui_add_completions -f
        return
        ;;
    '--key')
        __pdl-tui_add_completions -f
        return
        ;;
    '--host-key')
        return
        ;;
    '--ftp-tls')
        __pdl-tui_add_completions -W 'off'$'\n''try'$'\n''require'
        return
        ;;
    '--ip')
        __pdl-tui_add_completions -W 'any'$'\n''ipv4'$'\n''ipv6'
        return
        ;;
    '--interface')
        return
        ;;
    '--http')
        __pdl-tui_add_completions -W 'http1'$'\n''http2'
        return
        ;;
    '--config')
        __pdl-tui_add_completions -f
        return
        ;;
    esac
}

_pdl-tui_stop() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __pdl-tui_offer_flags_options 0
}

_pdl-tui_config() {
    repeating_flags=()
    non_repeating_flags=(--no-config --version -h --help)
    repeating_options=()
    non_repeating_options=(--config)
    __pdl-tui_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--config')
        __pdl-tui_add_completions -f
        return
        ;;
    esac
}

_pdl-tui_completions() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __pdl-tui_offer_flags_options 1

    # Offer positional completions
    case "${positional_number}" in
    1)
        __pdl-tui_add_completions -W 'bash'$'\n''zsh'$'\n''fish'
        return
        ;;
    esac
}

_pdl-tui_help() {
    repeating_flags=()
    non_repeating_flags=(--version)
    repeating_options=()
    non_repeating_options=()
    __pdl-tui_offer_flags_options -1
}

complete -o filenames -F _pdl-tui pdl-tui
