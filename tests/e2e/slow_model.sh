#!/usr/bin/env bash
# A model that is slower than the serial line, on a chip without room for a row: slow_model.sh BUILD
# The rate is refused, and at the one that the remedy names no byte is lost.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip

awk -v n=600 'BEGIN { srand(1);
    for (i = 0; i < n; ++i) printf "s%d,", i; print "kind"
    for (row = 0; row < 60; ++row) { f = row % 2 ? 9 : 5; p = rand()
        for (i = 0; i < n; ++i) printf "%.2f,", sin(i / f + p) + rand() / 4
        print row % 2 ? "slow" : "quick" } }' >rows.csv
head -n 21 rows.csv >sent.csv
ok "$mote" train rows.csv --hold-out 0.2 --target kind --families kernels --trials 4 --time-limit 60 --jobs 1 --mcu atmega328p -o run
refused 'arrives in .* faster than the model takes it' "$mote" firmware run -o firmware.elf --board uno --baud 1000000
refused 'bytes would be lost' "$mote" export run -o archive.zip --baud 1000000
[ ! -e firmware.elf ] && [ ! -e archive.zip ] || fail "something was written"
"$mote" firmware run -o firmware.elf --board uno --baud 1000000 2>&1 | sed -n 's/.*--baud \([0-9]*\).*/\1/p' >rate
baud=$(tail -n 1 rate)
ok "$mote" firmware run -o firmware.elf --board uno --baud "$baud"
"$board" firmware.elf --link port --json board.json --quiet &
running=$!
for _ in $(seq 100); do [ -e port ] || sleep 0.1; done
ok "$mote" stream sent.csv --run run --port port --baud "$baud" --time-out 30000 --quiet --json stream.json -o answers.csv
holds stream.json '.rows == 20 and .mismatches == 0 and .partial == false and .link.resends == 0'
kill -INT $running
wait $running
holds board.json '.bytes_dropped == 0'
