# shellcheck shell=bash
# What the end-to-end tests share; sourced with the build folder as $1. The test's folder is $here, removed at
# the end together with every process that was started with `&`.
set -u
# shellcheck source=scripts/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/common.sh"

build=$(cd "$1" && pwd -P)
mote=$build/bin/mote
board=$build/bin/mote-board
here=$(mktemp -d "${TMPDIR:-/tmp}/mote-e2e.XXXXXX") || exit 1
cd "$here" || exit 1

clean_up() {
    local running
    running=$(jobs -p)
    # Asked first, so that a script among them ends its own children.
    # shellcheck disable=SC2086  # a list of numbers
    [ -z "$running" ] || { kill -TERM $running && sleep 1 && kill -KILL $running; } 2>/dev/null
    wait 2>/dev/null
    mountpoint -q "$here/full" && umount "$here/full"
    cd / && rm -rf -- "$here"
}
trap clean_up EXIT

# fail WHAT: ends the test with the last command's words.
fail() {
    printf 'FAILED: %s\n' "$1"
    [ ! -s "$here/out" ] || { printf '%s\n' '--- standard output' && tail -n 40 "$here/out"; }
    [ ! -s "$here/err" ] || { printf '%s\n' '--- standard error' && tail -n 40 "$here/err"; }
    exit 1
}

# skip KEY WHY: 77 tells ctest; with KEY in MOTE_REQUIRE it is a failure.
skip() {
    case ",${MOTE_REQUIRE:-}," in *",$1,"*) fail "MOTE_REQUIRE has $1, but: $2" ;; esac
    say "skipped: $2"
    exit 77
}

need_data() {
    local set
    for set in "$@"; do
        [ -d "$MOTE_DATA/$set" ] || skip data "no folder $MOTE_DATA/$set (MOTE_DATA names another place)"
    done
}

need_chip() {
    command -v avr-gcc >/dev/null || skip sim "no avr-gcc"
    [ -x "$board" ] || skip sim "no $board"
}

# run COMMAND...: its output in ./out and ./err, its exit code in $status.
run() {
    printf '$ %s\n' "$*"
    status=0
    "$@" >"$here/out" 2>"$here/err" || status=$?
}

# ok COMMAND...: must end with 0.
ok() {
    run "$@"
    [ $status = 0 ] || fail "exit code $status: $*"
}

# refused PATTERN COMMAND...: must end with 2, an error that matches PATTERN, and a remedy.
refused() {
    local pattern=$1
    shift
    run "$@"
    [ $status = 2 ] || fail "exit code $status instead of 2: $*"
    grep -q '^error: ' "$here/err" || fail "no line that begins with 'error: '"
    grep -Eqi -- "$pattern" "$here/err" || fail "the error does not tell: $pattern"
    grep -Eq '^  remedy: .{8,}' "$here/err" || fail "the error has no remedy"
}

# holds FILE EXPRESSION: a jq expression that must be true.
holds() {
    jq -e "$2" "$1" >/dev/null || {
        jq -c 'del(.front, .growth, .columns, .finalists)' "$1"
        fail "$1: not so: $2"
    }
}

# only NAME...: the test's folder holds these and nothing else: no half-written or temporary file.
only() {
    local found wanted
    found=$(cd "$here" && find . -mindepth 1 -maxdepth 1 ! -name out ! -name err -printf '%f\n' | sort)
    wanted=$(printf '%s\n' "$@" | sort)
    [ "$found" = "$wanted" ] || fail "files: $(printf '%s' "$found" | tr '\n' ' ')- expected: $*"
}

# small_csv TASK FILE: 300 rows, 4 columns and a target `y` that follows from them; the same on every machine.
small_csv() {
    awk -v task="$1" 'BEGIN {
        s = 7; print "a,b,c,d,y"
        for (i = 0; i < 300; ++i) {
            for (k = 0; k < 4; ++k) { s = (s * 16807) % 2147483647; x[k] = s % 2001 - 1000 }
            v = 3 * x[0] - 2 * x[1] + x[2]
            if (task == "binary") y = v > 0 ? "yes" : "no"
            if (task == "multiclass") y = v < -900 ? "low" : v > 900 ? "high" : "mid"
            if (task == "regression") y = 20 + v / 250
            print x[0] "," x[1] "," x[2] "," x[3] "," y
        }
    }' >"$2"
}

# window_driver STATEMENT: driver.c, which hands the steps of "time,x,y" lines to a model of windows one by one; STATEMENT
# says what is printed of `result`, the numbers of a window or none. `names`: of the classes.
window_driver() {
    cat >driver.c <<C
#include <stdio.h>
#include "model.h"
#include "mote_window.h"
int main(void) {
    const char* const names[] = MODEL_CLASS_NAMES;
    float step[MODEL_WINDOW_AXES];
    char line[200];
    if (CalculatorWindowInit() != 0 || fgets(line, sizeof line, stdin) == 0) return 1;
    while (fgets(line, sizeof line, stdin) != 0) {
        const float* result;
        if (sscanf(line, "%*f,%f,%f", &step[0], &step[1]) != 2) return 1;
        result = CalculatorPush(step);
        if (result) $1
    }
    return 0;
}
C
}

# build_driver FORM: exports the run and builds driver.c with the archive's code on this computer.
build_driver() {
    ok "$mote" export run -o "$1.zip" --form "$1"
    mkdir "$1" && ok unzip -qo "$1.zip" -d "$1"
    local source=("$1"/*/src)
    ok cc -std=c99 -Wall -Wextra -Wconversion -I"${source[0]}" -I"${source[0]}/model" \
        -I"$1" driver.c "$1"/*/extras/mote_windows.c -o driver
}
