# shellcheck shell=bash
# What the scripts share; sourced, not run. Sets: root (the repository), MOTE_DATA (absolute).
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# A relative MOTE_DATA counts from the repository, as the default does: the same from any folder.
MOTE_DATA=${MOTE_DATA:-../shared/data}
case $MOTE_DATA in /*) ;; *) MOTE_DATA=$root/$MOTE_DATA ;; esac
export MOTE_DATA

if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold='' plain=''; fi

say() { printf '%s\n' "$*"; }
title() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

# die MESSAGE [REMEDY]: as the programs say it; exit code 2 for what the user can mend.
die() {
    printf 'error: %s\n' "$1" >&2
    [ $# -lt 2 ] || printf '  remedy: %s\n' "$2" >&2
    exit 2
}

# quietly LOG COMMAND...: the command's output into LOG; shown only when the command fails.
quietly() {
    local log=$1
    shift
    "$@" >"$log" 2>&1 && return 0
    tail -n 60 "$log" >&2
    return 1
}

# build_preset PRESET [TARGET...]: configures and builds; a line while it goes well, the tools' words when not.
build_preset() {
    local preset=$1 log=$root/build/$1-configure.log
    shift
    mkdir -p "$root/build" || die "cannot make $root/build" "check the rights of the folder"
    (cd "$root" && quietly "$log" cmake --preset "$preset") ||
        die "cmake cannot configure the preset '$preset'" "see above and $log; ./scripts/install.sh installs what it needs"
    (cd "$root" && cmake --build --preset "$preset" ${1+--target "$@"}) ||
        die "the build of the preset '$preset' failed" "see the compiler's words above"
}
