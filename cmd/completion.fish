# fish completion for fanout, from 'fanout completion fish'.

# __fanout_has DIRECTIVE BIT: whether the bit is set.
function __fanout_has
    test (math "floor($argv[1] / $argv[2]) % 2") -eq 1
end

function __fanout_complete
    set -l words (commandline -opc)
    set -l cur (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    set -l found ($program REQUEST $words "$cur" 2>/dev/null)
    set -l directive (string sub --start 2 -- "$found[-1]")
    set -e found[-1]
    string match -qr '^[0-9]+$' -- "$directive"; or return
    __fanout_has $directive 1; and return

    # What stands before the = of a flag belongs to fish's word.
    set -l before (string match -r -- '^-[^=]*=' "$cur")
    set cur (string replace -- "$before" '' "$cur")

    if __fanout_has $directive 16 # folders
        set found (__fish_complete_directories "$cur" '')
    else if __fanout_has $directive 8 # files with these extensions, or else any
        set -l paths (__fish_complete_path "$cur")
        set found (string match -ri -- '^[^\t]*(?:/|\.(?:'(string join '|' -- $found)'))(?:\t.*)?$' $paths)
        test -n "$found"; or set found $paths
    else if not __fanout_has $directive 4; and test -z "$found"
        set found (__fish_complete_path "$cur")
    end
    for line in $found
        echo -- "$before$line"
    end
end

complete -c fanout -e
complete -c fanout -f -a '(__fanout_complete)'
