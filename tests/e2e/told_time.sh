#!/usr/bin/env bash
# told_time.sh BUILD CASE: the time that `mote train` and `mote measure` tell is the time that the sketch takes by its own
# timer, to 5 % or 20 us; ten rows, which is what its mean is of. And a limit of time holds for what is told.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip
[ -d "${ARDUINO_CORE:-/usr/share/arduino/hardware/arduino/avr}" ] || skip sim "no Arduino core"

# classes_csv CLASSES ROWS SEED FILE: 4 columns around a centre of each class; the same on every machine.
classes_csv() {
    awk -v classes="$1" -v rows="$2" -v seed="$3" 'function random(n) { s = (s * 16807) % 2147483647; return s % n }
    BEGIN {
        s = 11; print "a,b,c,d,y"
        for (i = 0; i < classes * 4; ++i) centre[i] = random(2001) - 1000
        s = seed
        for (i = 0; i < rows; ++i) {
            y = i % classes; line = ""
            for (k = 0; k < 4; ++k) line = line (centre[y * 4 + k] + random(161) - 80) ","
            printf "%sclass%02d\n", line, y
        }
    }' >"$4"
}

# within A B: to 5 % of B or 20.
within() {
    awk -v a="$1" -v b="$2" 'BEGIN { d = a > b ? a - b : b - a; exit !(d <= 20 || d <= 0.05 * b) }'
}

train=(--target y --test test.csv --seed 3)
case $2 in
regression)
    small_csv regression all.csv
    head -n 11 all.csv >test.csv
    train+=(--families linear --trials 4)
    ;;
tree | trees)
    classes_csv 4 200 21 all.csv
    classes_csv 4 10 99 test.csv
    train+=(--families "$2" --trials 4)
    ;;
*)
    classes_csv "$2" $(($2 * 6 + 60)) 21 all.csv
    classes_csv "$2" 10 99 test.csv
    train+=(--families linear --trials 3)
    ;;
esac
ok "$mote" train all.csv "${train[@]}" -o run
ok "$mote" measure run --rows test.csv --json cost.json
ok "$mote" firmware run -o firmware.elf
"$board" firmware.elf --link "$here/port" --quiet --time-limit 60 &
for _ in $(seq 100); do [ -e port ] || sleep 0.1; done
ok "$mote" stream test.csv --port "$here/port" --run run --target y --json answers.json --quiet
holds answers.json '.mismatches == 0'
holds cost.json '.mismatches == 0 and .rows == 10 and (.includes | has("cycles") and has("time_us") and has("flash_bytes")
    and has("ram_bytes") and has("class_cycles") and has("probabilities_flash_bytes"))'
holds run/run.json '.class_cycles > 0 and .probabilities_flash_bytes != null and .includes.time_us != null'

taken=$(jq .chip.mean_us answers.json)
for file in run/run.json cost.json; do
    told=$(jq .time_us.mean $file)
    within "$told" "$taken" || fail "$file tells $told us, the sketch takes $taken us"
done
more=$(jq '.cycles.mean - .class_cycles' cost.json)
say "$2: told $(jq .time_us.mean run/run.json) us, taken $taken us; $more cycles more than the class alone"
[ "$2" != 10 ] || holds cost.json '.cycles.mean - .class_cycles < 4800'

# half way between the class alone and the answer: the class would be in time, the answer is not
limit=$(jq '(.cycles.mean + .class_cycles) / 2 * 1e6 / 16e6' cost.json)
run "$mote" train all.csv "${train[@]}" --max-time-us "$limit" -o limited
case $status in
0) holds limited/run.json ".time_us.mean <= $limit" ;;
2) [ ! -e limited ] || fail "a folder of a run without a model was left" ;;
*) fail "exit code $status" ;;
esac
