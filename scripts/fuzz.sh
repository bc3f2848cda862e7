#!/usr/bin/env bash
# Fuzzes what reads bytes from outside, with clang's libFuzzer under the address and undefined-behaviour sanitizers.
#
#     scripts/fuzz.sh [SECONDS] [TARGET...]     60 seconds a target, two at a time; all targets
#
# Starts from tests/fuzz/corpus/TARGET. An input that crashes, hangs or breaks a promise is kept there, where
# ./test.sh feeds it again: mend the code, then commit both. What only finds new ways stays in build/fuzz/corpus.
set -u
# shellcheck source=scripts/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

case ${1:-} in
-h | --help)
    sed -n '2,7s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac
seconds=${1:-60}
case $seconds in '' | *[!0-9]* | 0) die "not a number of seconds: $seconds" "scripts/fuzz.sh 600, or no number for 60 seconds a target" ;; esac
[ $# -eq 0 ] || shift

if ! command -v clang++ >/dev/null || ! echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, long) { return 0; }' |
    clang++ -x c++ -fsanitize=fuzzer,address,undefined - -o /dev/null 2>/dev/null; then
    why="no clang++ with libFuzzer (apt-get install clang)"
    case ",${MOTE_REQUIRE:-}," in *,fuzz,*) die "MOTE_REQUIRE has fuzz, but: $why" ;; esac
    say "skipped: $why"
    exit 77
fi

targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <(cd "$root/tests/fuzz/corpus" && ls)
for target in "${targets[@]}"; do
    [ -d "$root/tests/fuzz/corpus/$target" ] ||
        die "no fuzz target $target" "one of: $(cd "$root/tests/fuzz/corpus" && ls | tr '\n' ' ')"
done
build_preset fuzz "${targets[@]/#/fuzz_}"

# fuzz TARGET: its last words when it finds something; status 1 then. libFuzzer's time-out is of the wall clock: a
# machine that is busy with other things must not look like an input that hangs.
fuzz() {
    local target=$1 kept=$root/tests/fuzz/corpus/$1 work=$root/build/fuzz/corpus/$1 log=$root/build/fuzz/$1.log
    mkdir -p "$work"
    if "$root/build/fuzz/bin/fuzz_$target" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -max_len=4096 \
        -artifact_prefix="$kept/" -print_final_stats=1 "$work" "$kept" >"$log" 2>&1; then
        say "$target: silent, $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs"
        return 0
    fi
    grep -v '^#' "$log" | tail -n 40
    say "$target: FOUND something, kept in tests/fuzz/corpus/$target; all of it is in $log"
    return 1
}

title "fuzzing ${#targets[@]} targets, $seconds seconds each"
status=0
jobs=$(nproc 2>/dev/null || echo 2)
for target in "${targets[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || status=1; done
    fuzz "$target" &
done
while [ -n "$(jobs -p)" ]; do wait -n || status=1; done
exit $status
