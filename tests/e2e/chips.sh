#!/usr/bin/env bash
# Every chip of the table measures a model on all held-out heartbeats of fold 0, bit for bit as the computer.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_data ptb_heartbeat
need_chip
beats=$MOTE_DATA/ptb_heartbeat/all.csv
fold=(--folds "$MOTE_DATA/ptb_heartbeat/folds.txt" --fold 0)

# A model that the smallest chip has room for.
ok "$mote" train "$beats" --target target "${fold[@]}" --mcu attiny85 --families stumps --trials 4 -o run
refused 'no such microcontroller' "$mote" measure run --mcu none
# The remedy names them all.
read -ra chips <<<"$(sed -n 's/^  remedy: use //p' err | tr -d ',')"
[ "${#chips[@]}" -ge 6 ] || fail "the chips: ${chips[*]}"
for chip in "${chips[@]}"; do
    ok "$mote" measure run --mcu "$chip" --rows "$beats" "${fold[@]}" --json cost.json
    holds cost.json ".mcu == \"$chip\" and .rows == 466 and .mismatches == 0"
    say "$chip: $(jq -c '{rows, mismatches, flash_bytes, ram_bytes, cycles}' cost.json)"
done
