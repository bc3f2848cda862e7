#!/usr/bin/env bash
# The figure that the project promises: fold 0 of the heartbeats, 594 bytes, after twelve trials.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_data ptb_heartbeat
need_chip
beats=$MOTE_DATA/ptb_heartbeat/all.csv
fold=(--folds "$MOTE_DATA/ptb_heartbeat/folds.txt" --fold 0)

ok "$mote" train "$beats" --target target "${fold[@]}" --bits 8 --max-model 594 --trials 12 -o run
holds run/run.json '.auc >= 0.955 and .model_bytes <= 594 and .rows == 466'
ok "$mote" evaluate run "$beats" "${fold[@]}" --json figures.json
holds figures.json '.auc >= 0.955 and .rows == 466'
ok "$mote" measure run --rows "$beats" "${fold[@]}" --json cost.json
holds cost.json '.rows == 466 and .mismatches == 0'
say "$(jq -c '{auc, accuracy, model_bytes, coefficients, seconds}' run/run.json) \
$(jq -c '{rows, mismatches, flash_bytes, ram_bytes, cycles}' cost.json)"
