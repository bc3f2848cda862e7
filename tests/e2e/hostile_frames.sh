#!/usr/bin/env bash
# hostile_frames.sh BUILD FRAMES: random frames and noise to the sketch on the simulated ATmega2560. It answers good requests all
# the while, and its stack stays within the bound: that of a session with rows in every form, and one interrupt's frame, which
# may come at the deepest place.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
frames=$2 interrupt=32
need_chip

small_csv multiclass all.csv
ok "$mote" train all.csv --target y --families linear --trials 3 -o run
ok "$mote" firmware run --baud 1000000 -o sketch.elf

with_board() {
    "$board" sketch.elf --link port --quiet --json board.json &
    local chip=$!
    for _ in $(seq 100); do [ -e port ] || sleep 0.05; done
    ok "$@"
    kill -INT $chip
    wait $chip || fail "the chip stopped"
    rm -f port
}
all_forms() {
    local seed=1
    "$mote" stream all.csv --run run --target y --port port --baud 1000000 --quiet &&
        "$mote" stream all.csv --run run --target y --port port --baud 1000000 --quiet --published || return 1
    "$build/bin/link_relay" port --link bad --seed $seed --flip 0.01 >relay.out &
    local relay=$!
    for _ in $(seq 100); do [ -e bad ] || sleep 0.05; done
    "$mote" stream all.csv --run run --target y --port bad --baud 1000000 --quiet --rows 1-50
    local status=$?
    kill $relay
    return $status
}
with_board all_forms
bound=$(($(jq .stack_bytes board.json) + interrupt))
with_board "$build/bin/link_hostile" port --frames "$frames" --row 64
holds board.json ".stack_overflow == false and .stack_bytes <= $bound and .end == \"signal\""
say "$(cat out); stack $(jq .stack_bytes board.json) bytes, bound $bound; $(jq -c '[.bytes_in, .bytes_out, .seconds]' board.json)"
