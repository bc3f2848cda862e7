#!/usr/bin/env bash
# Limits of the chip bind as measured; the front knows what each of its models costs, and any of them can be exported.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip
"$mote" synth ecg -o beats.csv --beats 500 >/dev/null || exit 1

ok "$mote" train beats.csv --target target --max-flash 1200 --max-ram 300 --max-time-us 6000 --time-limit 20 -o run
grep -q 'the front: ' out || fail "the front is not shown"
holds run/run.json '.flash_bytes <= 1200 and .ram_bytes <= 300 and .time_us.mean <= 6000 and .mismatches == 0'
holds run/run.json '.front | length > 3 and all(.[]; .model_bytes > 0 and .score != null)'
holds run/run.json '.front | any(.measured == true)'

point=$(jq '[.front[] | select(.measured)][-1].point' run/run.json)
ok "$mote" measure run --point "$point" --json cost.json
flash=$(jq ".front[$point].flash_bytes" run/run.json)
holds cost.json ".flash_bytes == $flash and .mismatches == 0"
ok "$mote" export run --point "$point" -o point.zip
ok unzip -tq point.zip
ok "$mote" evaluate "run/front/$point.mote" beats.csv --json figures.json
holds figures.json '.auc > 0.5'
refused 'no point 100000' "$mote" export run --point 100000 -o nothing.zip
[ ! -e nothing.zip ] || fail "a half-written archive was left"

refused 'limits of the chip' "$mote" train beats.csv --target target --max-flash 60 --time-limit 5 -o small
[ ! -e small ] || fail "a folder of a run without a model was left"
