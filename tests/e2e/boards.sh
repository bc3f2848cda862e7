#!/usr/bin/env bash
# Firmware for each board at each rate, over the simulated serial line: boards.sh BUILD BOARD BAUD INPUTS
# A second model of the same shape must be refused, and the line of a real chip must not have overrun.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip
name=$2 baud=$3 inputs=$4

# Rows of floats with decimals, so that a model takes floats; the class is whether the first half is larger.
make_rows() {
    awk -v n="$inputs" -v seed="$1" 'BEGIN { srand(seed);
        for (i = 0; i < n; ++i) printf "s%d,", i; print "kind"
        for (row = 0; row < 60; ++row) { d = row % 2 ? 0.4 : -0.4
            for (i = 0; i < n; ++i) printf "%.2f,", (i < n / 2 ? d : -d) + rand() - 0.5
            print row % 2 ? "up" : "down" } }'
}
make_rows 1 >rows.csv
make_rows 2 | awk -F, -v OFS=, 'NR > 1 { $NF = $NF == "up" ? "down" : "up" } { print }' >others.csv
head -n 21 rows.csv >sent.csv
for model in rows others; do
    ok "$mote" train $model.csv --hold-out 0.2 --target kind --families linear --trials 2 --time-limit 20 --jobs 1 -o $model
done
ok "$mote" firmware rows -o firmware.elf --board "$name" --baud "$baud"
[ "$name" != leonardo ] || exit 0
"$board" firmware.elf --link port --json board.json --quiet &
running=$!
for _ in $(seq 100); do [ -e port ] || sleep 0.1; done
ok "$mote" stream sent.csv --run rows --port port --baud "$baud" --time-out 20000 --quiet --json stream.json -o answers.csv
holds stream.json '.rows == 20 and .mismatches == 0 and .partial == false and .link.resends == 0'
holds stream.json '.chip.min_us > 0 and .chip.max_us < 1000000 and .chip.max_us < 2 * .chip.min_us'
refused 'another one of the same shape' "$mote" stream sent.csv --run others --port port --baud "$baud" --quiet
run "$mote" stream sent.csv --run others --port port --baud "$baud" --time-out 20000 --quiet --force --json forced.json
[ $status = 1 ] || fail "answers that differ from the run end with $status"
holds forced.json ".rows == 20 and .mismatches > 0"
kill -INT $running
wait $running
holds board.json '.overruns_avoided == 0 and .bytes_dropped == 0'
