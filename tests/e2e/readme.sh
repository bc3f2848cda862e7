#!/usr/bin/env bash
# Every `mote COMMAND --flag` that README.md and docs/ show exists.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
seen=0
while read -r command; do
    subcommand=$(awk '{print $2}' <<<"$command")
    help=$("$mote" "$subcommand" --help 2>&1) || fail "README shows 'mote $subcommand', which does not exist"
    [ "$subcommand" != synth ] || help=$("$mote" synth ecg --help)
    for flag in $(grep -oE -- '(^| )--?[a-z][a-z-]*' <<<"$command"); do
        grep -Eq -- "(^|[ ,])$flag([ ,=]|\$)" <<<"$help" || fail "no flag $flag in: $command"
    done
    seen=$((seen + 1))
done < <(sed -e ':a' -e '/\\$/N; s/\\\n */ /; ta' "$root/README.md" "$root"/docs/*.md |
    grep -E '^ *(build/release/bin/)?mote (inspect|train|report|evaluate|predict|measure|export|firmware|stream|record|recorder|watch|upload|studio|synth)( |$)' |
    sed -E 's/#.*//; s/^ *(build\/release\/bin\/)?//')
[ $seen -ge 5 ] || fail "only $seen commands found in the documents"
say "$seen commands checked"
