#!/usr/bin/env bash
# A target in the first column, and a file without labels to predict.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_data food_quality
food=$MOTE_DATA/food_quality

ok "$mote" train "$food/train.csv" --hold-out 0.2 --target Label --trials 8 -o run
holds run/run.json '.task == "binary" and .auc > 0.9 and .rows > 0'
# The rows that training held out by itself, chosen again by the file that it left.
ok "$mote" evaluate run "$food/train.csv" --test-rows run/test_rows.txt --json figures.json
jq -e -s '(.[0] | {auc, accuracy, rows}) == (.[1] | {auc, accuracy, rows})' run/run.json figures.json >/dev/null ||
    fail "evaluate on run/test_rows.txt and train do not agree"
ok "$mote" predict run "$food/test.csv" -o answers.csv
[ "$(wc -l <answers.csv)" = "$(wc -l <"$food/test.csv")" ] || fail "not an answer for each row"
head -n 1 answers.csv | grep -q '^row,Label,' || fail "header: $(head -n 1 answers.csv)"
[ "$(tail -n +2 answers.csv | cut -d, -f2 | sort -u | wc -l)" = 2 ] || fail "all rows have the same answer"
