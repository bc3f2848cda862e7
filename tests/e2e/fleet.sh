#!/usr/bin/env bash
# fleet.sh BUILD DEVICES ROWS [CHIPS]: boards with one model share the rows of a CSV, the sketch's own C code built for this
# computer and CHIPS simulated ATmega2560. One of them is killed in mid-stream. Each row is answered once, in its place.
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
devices=$2 rows=$3 chips=${4:-0}
command -v cc >/dev/null || skip sim "no cc"
[ "$chips" = 0 ] || need_chip

small_csv multiclass all.csv
ok "$mote" train all.csv --target y --families linear --trials 3 -o run
ok "$mote" export run -o archive.zip
ok unzip -q archive.zip -d library
ok "$tests/link/device/build.sh" library/* device
awk -v rows="$rows" 'NR == 1 { print; next } { line[NR] = $0 }
    END { for (i = 0; i < rows; ++i) print line[2 + i % (NR - 1)] }' all.csv >sent.csv

mkdir ports
ids=()
for i in $(seq "$devices"); do
    ./device --link "ports/device$i" >/dev/null 2>&1 &
    ids+=($!)
done
[ "$chips" = 0 ] || ok "$mote" firmware run -o sketch.elf
for i in $(seq "$chips"); do "$board" sketch.elf --link "ports/chip$i" --quiet >/dev/null 2>&1 & done
for _ in $(seq 600); do [ "$(find ports -type l | wc -l)" = $((devices + chips)) ] && break || sleep 0.1; done
[ "$devices" = 0 ] || kib=$(awk '/^Pss:/ { sum += $2 } END { print sum }' "/proc/${ids[0]}/smaps_rollup")

stream=("$mote" stream sent.csv --run run --target y --ports 'ports/*' --quiet --json stream.json -o answers.csv --reconnect 1)
if [ "$devices" -gt 1 ]; then
    "${stream[@]}" >out 2>err &
    host=$!
    for _ in $(seq 200); do [ -e answers.csv ] && [ "$(wc -l <answers.csv)" -gt 20 ] && break || sleep 0.05; done
    { kill -KILL "${ids[1]}" && wait "${ids[1]}"; } 2>/dev/null
    wait $host || fail "exit code $?"
    holds stream.json '[.boards[] | select(.reason)] | length <= 1'
else
    ok "${stream[@]}"
fi
holds stream.json ".rows == $rows and .mismatches == 0 and .partial == false and (.boards | length) == $((devices + chips))"
tail -n +2 answers.csv | awk -F, -v rows="$rows" '$1 != NR { exit 1 } END { exit NR != rows }' || fail "rows lost, doubled or in another order"
[ "$chips" = 0 ] || holds stream.json '[.boards[] | select(.device | test("chip")) | .rows] | min > 0'
refused 'no device matches' "$mote" stream sent.csv --target y --ports 'nowhere/*'
refused 'named twice' "$mote" stream sent.csv --target y --port ports/device1 --port ports/device1
refused 'no board is named' "$mote" stream sent.csv --target y
say "$devices devices and $chips chips: $(jq -c '{rows, seconds: .link.seconds, taken_over: .link.taken_over}' stream.json), \
$(jq '.rows / .link.seconds | round' stream.json) rows a second; a device has ${kib:-0} KiB of its own"
