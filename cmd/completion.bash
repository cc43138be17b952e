# bash completion for fanout, from 'fanout completion bash'. It needs nothing
# besides bash 3.2.

_fanout() {
    local tab=$'\t' rest=${COMP_LINE:0:COMP_POINT} words=() word trimmed i
    COMPREPLY=()

    # bash ends words at = and : too. Put them together again.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        trimmed=${rest#"${rest%%[![:space:]]*}"}
        ((i == COMP_CWORD)) && word=$trimmed
        if ((i > 0)) && [[ $rest == "$trimmed" ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
        rest=${trimmed#"$word"}
    done

    # words[0] may be an alias, or begin with a tilde.
    local program=${words[0]/#\~\//$HOME/}
    [[ $(type -t -- "$program") == file ]] || program=fanout

    local directive=0 found=()
    while IFS= read -r word; do
        case $word in
        :[0-9]*) directive=${word#:} ;;
        ?*) found+=("$word") ;;
        esac
    done < <("$program" REQUEST "${words[@]:1}" 2>/dev/null)

    local cur=${words[${#words[@]} - 1]}
    [[ $cur == -*=* ]] && cur=${cur#*=}
    ((directive & 1)) && return
    if type -t compopt >/dev/null; then
        ((directive & 2)) && compopt -o nospace
        ((directive & 4)) && compopt +o default
        ((directive & 32)) && compopt -o nosort 2>/dev/null
    fi

    if ((directive & 16)); then # folders
        type -t compopt >/dev/null && compopt +o default -o dirnames
        return
    fi
    if ((directive & 8)); then # files with one of these extensions, or else any
        type -t compopt >/dev/null || return
        for word in "${found[@]}"; do
            while IFS= read -r word; do
                COMPREPLY+=("$word")
            done < <(compgen -f -X "!*.$word" -- "${cur//\\/}")
        done
        ((${#COMPREPLY[@]} > 0)) && compopt -o filenames -o plusdirs
        return
    fi

    local longest=0 kept=()
    for word in "${found[@]}"; do
        [[ ${word%%"$tab"*} == "$cur"* ]] || continue
        kept+=("$word")
        word=${word%%"$tab"*}
        ((${#word} > longest)) && longest=${#word}
    done

    # What stands before the last = or : is not bash's word.
    local before= char
    for char in = :; do
        [[ $cur == *$char* && $COMP_WORDBREAKS == *$char* ]] || continue
        word=${cur%"${cur##*"$char"}"}
        ((${#word} > ${#before})) && before=$word
    done

    local text width=$((${COLUMNS:-80} - longest - 6))
    for word in "${kept[@]}"; do
        text=
        [[ $word == *"$tab"* ]] && text=${word#*"$tab"}
        word=${word%%"$tab"*}
        # 37 and 42: bash inserts what is listed.
        if ((${#kept[@]} == 1 || COMP_TYPE == 37 || COMP_TYPE == 42)); then
            [[ $word == *[!A-Za-z0-9_.,:/@%+=-]* ]] && word=$(printf '%q' "$word")
        elif [[ $text ]] && ((width > 8)); then
            ((${#text} > width)) && text=${text:0:width-1}…
            word=$(printf "%-${longest}s  (%s)" "$word" "$text")
        fi
        COMPREPLY+=("${word#"$before"}")
    done
}

complete -o default -F _fanout fanout
