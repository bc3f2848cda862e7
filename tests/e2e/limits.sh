#!/usr/bin/env bash
# Limits of the chip bind as measured; the front knows what each of its models costs, and any of them can be exported.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip
"$mote" synth ecg -o beats.csv --beats 500 >/dev/null || exit 1

ok "$mote" train beats.csv --hold-out 0.2 --target target --max-flash 1200 --max-ram 300 --max-time-us 6000 --trials 24 -o run
grep -q 'models to choose from' out || fail "the named points are not shown"
holds run/run.json '.flash_bytes <= 1200 and .ram_bytes <= 300 and .time_us.mean <= 6000 and .mismatches == 0'
holds run/run.json '.prefer == "quality"' # of what the limits allow
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

# A limit that nothing meets is named, with a value that can be met.
few=("$mote" train beats.csv --hold-out 0.2 --target target --trials 10)
for limit in '--max-flash 60' '--max-flash 10' '--max-ram 3' '--max-time-us 2' '--max-model 16'; do
    # shellcheck disable=SC2086  # a flag and its value
    refused "^error: ${limit% *}: " "${few[@]}" $limit -o small
    [ ! -e small ] || fail "a folder of a run without a model was left"
    better=$(sed -n 's/^  remedy: give at least //p' err)
    # shellcheck disable=SC2086
    ok "${few[@]}" $better -o "with${limit%% *}"
done
refused '^error: --max-time-us: ' "${few[@]}" --max-time-us 0 -o small

# What the chip has is a limit without any flag.
ok "$mote" train beats.csv --hold-out 0.2 --target target --mcu attiny85 --trials 10 -o tiny
holds tiny/run.json '.mcu == "attiny85" and .flash_bytes <= 8192 and .ram_bytes <= 512 and .mismatches == 0'
holds tiny/run.json 'all(.front[]; (.flash_bytes // 0) <= 8192 and (.ram_bytes // 0) <= 512)'
ok "$mote" measure tiny --mcu attiny85 --json cost.json
holds cost.json '.mismatches == 0'
# 600 inputs of floats, on a chip with 512 bytes
awk 'BEGIN { srand(1); for (c = 0; c < 600; ++c) printf "c%d,", c; print "y";
    for (r = 0; r < 60; ++r) { for (c = 0; c < 600; ++c) printf "%.4f,", rand() + r % 2; print r % 2 ? "a" : "b" } }' >wide.csv
run "$mote" train wide.csv --hold-out 0.2 --target y --bits 32 --families conv,mlp,linear --mcu attiny85 --trials 10 -o wide
if [ "$status" = 0 ]; then
    ok "$mote" measure wide --mcu attiny85 --json cost.json
else
    [ "$status" = 2 ] || fail "exit code $status"
    grep -q attiny85 err || fail "the chip is not named"
    [ ! -e wide ] || fail "a folder of a run without a model was left"
fi
