#!/usr/bin/env bash
# whole_way.sh BUILD SET BITS: train, evaluate, predict, export and measure every held-out row on the chip.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip

case $2 in
airwriting)
    need_data airwriting
    train=$MOTE_DATA/airwriting/train.csv test=$MOTE_DATA/airwriting/test.csv
    target=$(head -n 1 "$train" | tr -d '\r' | sed 's/.*,//')
    split=(--test "$test") held_out=() rows=400 good='.accuracy > 0.5 and .task == "multiclass"'
    ;;
houses)
    need_data houses
    train=$MOTE_DATA/houses/all.csv test=$train
    target=$(head -n 1 "$train" | tr -d '\r' | sed 's/.*,//')
    split=(--test-rows "$MOTE_DATA/houses/test_rows.txt") held_out=("${split[@]}")
    rows=$(grep -c . "$MOTE_DATA/houses/test_rows.txt") good='.r2 > 0.5 and .task == "regression"'
    ;;
heartbeats)
    need_data ptb_heartbeat
    train=$MOTE_DATA/ptb_heartbeat/all.csv test=$train target=target
    split=(--folds "$MOTE_DATA/ptb_heartbeat/folds.txt" --fold 0) held_out=("${split[@]}")
    rows=466 good='.auc > 0.9 and .task == "binary"'
    ;;
esac

ok "$mote" train "$train" --target "$target" "${split[@]}" --bits "$3" --max-model 1024 --trials 6 -o run
holds run/run.json "$good and .model_bytes <= 1024 and .rows == $rows and .bits == $3 and .mismatches == 0"
[ "$(stat -c %s run/model.bin)" = "$(jq .model_bytes run/run.json)" ] || fail "model_bytes is not the size of model.bin"

ok "$mote" evaluate run "$test" "${held_out[@]}" --json figures.json
holds figures.json "$good"
jq -e -s '(.[0] | {auc, accuracy, r2, rmse, rows}) == (.[1] | {auc, accuracy, r2, rmse, rows})' run/run.json figures.json \
    >/dev/null || fail "evaluate and train do not agree"

ok "$mote" predict run "$test" -o answers.csv
[ "$(wc -l <answers.csv)" = "$(wc -l <"$test")" ] || fail "not an answer for each row"

ok "$mote" export run -o archive.zip
ok unzip -tq archive.zip
cmp archive.zip run/archive.zip || fail "mote export and mote train wrote different archives"

ok "$mote" measure run --rows "$test" "${held_out[@]}" --json cost.json
holds cost.json ".rows == $rows and .mismatches == 0 and .flash_bytes > 0 and .ram_bytes > 0 and .cycles.min > 0
    and .cycles.min <= .cycles.mean and .cycles.mean <= .cycles.max"
say "$2 at $3 bits: $(jq -c '{auc, accuracy, r2, model_bytes}' run/run.json) \
$(jq -c '{rows, mismatches, flash_bytes, ram_bytes, cycles}' cost.json)"
