#!/usr/bin/env bash
# Every test, from a clean clone: installs what is missing, builds, runs everything. Ends with ctest's summary.
# From any folder; some 30 minutes on 2 cores, of which 10 to 13 go into compiling where nothing is cached. With --sanitize
# first, the unit tests run under the address and undefined-behaviour sanitizers as well: an hour more.
#
# MOTE_DATA      folder of the data sets (default ../shared/data, beside the repository)
# MOTE_REQUIRE   sim,data,web: a test that would skip for want of the simulator, the data or the browser fails instead
set -u
# shellcheck source=scripts/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/scripts/common.sh"

sanitize=no
case ${1:-} in
--sanitize)
    sanitize=yes
    shift
    ;;
-h | --help)
    say "Usage: ./test.sh [ctest options]     e.g. ./test.sh -L unit, ./test.sh -R e2e_demo"
    sed -n '2,7s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

"$root/scripts/install.sh" || exit
jobs=$(nproc 2>/dev/null || echo 2)

# unit_targets PRESET: the programs of the tests labelled unit.
unit_targets() {
    (cd "$root" && ctest --preset "$1" -N -L '^unit$' | sed -n 's/^ *Test *#[0-9]*: *//p') | while read -r name; do
        (cd "$root/build/$1" && ninja -t query "$name" >/dev/null 2>&1) && printf '%s\n' "$name"
    done
}

title "build"
build_preset release
status=0

if [ $sanitize = yes ]; then
    title "unit tests under the address and undefined-behaviour sanitizers"
    (cd "$root" && quietly build/asan-configure.log cmake --preset asan) || die "cmake cannot configure the preset 'asan'"
    mapfile -t targets < <(unit_targets asan)
    build_preset asan "${targets[@]}"
    (cd "$root" && ctest --preset asan -L '^unit$' -j "$jobs") || status=1
    [ $status = 0 ] || say "the sanitized unit tests failed (above)"
fi

title "all tests"
(cd "$root" && ctest --preset release -j "$jobs" "$@") || exit 1
[ $status = 0 ] || die "the sanitized unit tests failed" "see their output above, or run: ctest --preset asan -L unit"
