#!/usr/bin/env bash
# link_throughput.sh BUILD [ROWS]: rows a second that the simulated ATmega2560 answers at 1,000,000 baud, several of them
# under way at once, against the published way at 230,400 baud. All in one run, on the heartbeats and on rows of 8 inputs.
# Times are the chip's: the simulated time stands still while a busy computer lets the board wait (--wait-for-client).
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
rows=${2:-200}
need_data ptb_heartbeat
need_chip
beats=$MOTE_DATA/ptb_heartbeat/all.csv

# run_rows NAME DATA BAUD ROWS FLAG...: streams to the sketch of run NAME, and adds a line to the figures.
run_rows() {
    local name=$1 data=$2 baud=$3 count=$4
    shift 4
    [ -e "$name-$baud.elf" ] || ok "$mote" firmware "$name" --baud "$baud" -o "$name-$baud.elf"
    "$board" "$name-$baud.elf" --link port --wait-for-client --quiet --json board.json &
    local chip=$!
    for _ in $(seq 100); do [ -e port ] || sleep 0.05; done
    ok "$mote" stream "$data" --run "$name" --target target --port port --baud "$baud" --rows "1-$count" --quiet \
        --json stream.json "$@"
    kill -INT $chip
    wait $chip
    rm -f port
    holds stream.json ".rows == $count and .mismatches == 0 and .link.resends == 0 and .link.dropped_frames == 0"
    holds board.json '.overruns_avoided == 0 and .stack_overflow == false'
    jq -n --slurpfile b board.json --slurpfile s stream.json --arg name "$name $baud $*" '$b[0] as $b | $s[0] as $s |
        ($b.line_cycles / $b.hz) as $seconds | (($b.cycles - $b.cycles_asleep) / $s.rows) as $awake |
        {name: $name, rows: $s.rows, bytes_a_row: ($b.bytes_in / $s.rows | round),
         rows_a_second: ($s.rows / $seconds), line_limit: ($b.baud / 10 * $s.rows / $b.bytes_in),
         chip_limit: ($b.hz / $awake), cycles_a_row: ($awake | round), inference_us: $s.chip.mean_us}' >"figures-$name.json"
    jq -r '"\(.name): \(.rows_a_second | round) rows a second; line \(.line_limit | round), chip \(.chip_limit | round) (\(.cycles_a_row) cycles a row, an inference \(.inference_us | round) us), \(.bytes_a_row) bytes a row"' \
        "figures-$name.json"
}

# of_limit NAME: the share of the smaller limit that is reached.
of_limit() {
    holds "figures-$1.json" '.rows_a_second >= 0.95 * ([.line_limit, .chip_limit] | min)'
}

train() {
    ok "$mote" train "$1" --target target --bits 8 --max-model 594 --trials 2 --families "$2" -o "$3" "${@:4}"
}
fold=(--folds "$MOTE_DATA/ptb_heartbeat/folds.txt" --fold 0)
train "$beats" trees trees "${fold[@]}"
train "$beats" conv conv "${fold[@]}"
awk 'BEGIN { s = 7; print "a,b,c,d,e,f,g,h,target"
    for (i = 0; i < 400; ++i) {
        for (k = 0; k < 8; ++k) { s = (s * 16807) % 2147483647; x[k] = s % 201 - 100; printf "%d,", x[k] }
        print (x[0] + x[3] - x[5] > 0 ? "yes" : "no") } }' >eight.csv
train eight.csv linear eight

run_rows trees "$beats" 230400 $((rows / 5)) --published
cp figures-trees.json published.json
run_rows trees "$beats" 1000000 "$rows"
of_limit trees
jq -e -n --slurpfile new figures-trees.json --slurpfile old published.json \
    '$new[0].rows_a_second >= 6 * $old[0].rows_a_second' >/dev/null || fail "less than 6 times the published way"
run_rows conv "$beats" 1000000 "$rows"
of_limit conv
run_rows eight eight.csv 1000000 400
of_limit eight
holds figures-eight.json '.rows_a_second >= 700'
