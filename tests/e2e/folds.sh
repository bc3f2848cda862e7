#!/usr/bin/env bash
# folds.sh BUILD: every row is asked once by a model that has not seen it, and the model that is shipped learns from all.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

small_csv binary data.csv
ok "$mote" train data.csv --target y --folds 4 --trials 3 -o run
grep -q 'learned from all 300 rows; figures are of 300 rows, each answered by one of 4 models' out || fail "it is not said what the figures are of"
holds run/run.json '.cross_validation.folds == 4 and .training_rows == 300 and .rows == 300'
holds run/run.json '.cross_validation.figures.accuracy | (.values | length) == 4 and .deviation >= 0 and .mean > 0.85'
holds run/run.json '(.cross_validation.figures.accuracy.mean - .accuracy | fabs) < 1e-9 and .intervals.accuracy[0] < .accuracy'
holds run/run.json '(.rivals | length) == 3 and .split == "no row is held out"'
[ "$(cat run/folds/*/test_rows.txt | sort -n | uniq | grep -c .)" = 300 ] || fail "not every row was asked once"
for fold in 0 1 2 3; do holds run/folds/$fold/run.json '.rows == 75 and .training_rows == 225'; done
ok "$mote" report run -o page.html
grep -q '300' page.html || fail "the page does not tell the rows"
small_csv regression values.csv
ok "$mote" train values.csv --target y --folds 3 --trials 3 -o values
holds values/run.json '.rows == 300 and (.cross_validation.figures.r2.values | length) == 3 and .r2 > 0.5'
# One fold of them, as before.
ok "$mote" train data.csv --target y --folds 4 --fold 1 --trials 3 -o one
holds one/run.json '.rows == 75 and .training_rows == 225 and (has("cross_validation") | not)'
refused 'leaves nothing to learn from' "$mote" train data.csv --target y --folds 1 -o none

# Few rows all teach; an option that says which are held out is the way of before.
head -n 121 data.csv >few.csv
ok "$mote" train few.csv --target y --not-sure 10% --families linear --trials 2 -o few
grep -q 'rows are few: all of them teach, 5 folds give the figures (--hold-out 0.2' out || fail "it is not said that all rows teach"
holds few/run.json '.cross_validation.folds == 5 and .training_rows == 120 and .rows == 120 and (.interrupted | not)'
[ "$(grep -c . few/test_rows.txt)" = 0 ] || fail "a row is held out"
ok "$mote" report few -o page.html
for file in page.html page.md; do grep -q 'learned from all 120 rows' $file || fail "$file does not say which rows taught"; done
# What is decided is told of the same rows.
holds few/run.json '.not_sure > 0 and .not_sure < 0.3'
ok "$mote" train few.csv --target y --hold-out 0.25 --families linear --trials 2 -o part
holds part/run.json '(.figures_from | startswith("30 held-out rows")) and .learned_from == "90 rows, without the held-out ones"'
holds part/run.json '.rows == 30 and .training_rows == 90 and (has("cross_validation") | not)'
ok "$mote" train few.csv --target y --families linear --trials 2 --held-out asked.bin -o asked
holds asked/run.json '.rows == 24 and (has("cross_validation") | not)'
ok "$mote" train few.csv --target y --split random --families linear --trials 2 -o random
holds random/run.json '.rows == 24'
# A class of one row: the training without it would not know it.
{ cat few.csv; echo '1,2,3,4,maybe'; } >rare.csv
ok "$mote" train rare.csv --target y --families linear --trials 2 -o rare
holds rare/run.json '(has("cross_validation") | not) and .classes == ["maybe", "no", "yes"]'
refused 'too few rows' "$mote" train rare.csv --target y --final --trials 2 -o none
refused 'says which rows are held out, and --final holds none' "$mote" train few.csv --target y --final --hold-out 0.2 -o none
refused 'another option lists them' "$mote" train few.csv --target y --folds 4 --hold-out 0.2 -o none
refused 'no share of the rows' "$mote" train few.csv --target y --hold-out 1.5 -o none
refused 'none is held out' "$mote" train few.csv --target y --final --held-out asked.bin -o none
# Many rows: only where it is asked for. Few groups of many rows: whole groups are folds.
awk -F, 'NR == 1 { print $0 ",who"; next } { for (i = 0; i < 4; ++i) print $0 "," NR % 4 }' data.csv >many.csv
ok "$mote" train many.csv --target y --drop who --families linear --trials 1 -o many
holds many/run.json '.rows == 240 and (has("cross_validation") | not)'
ok "$mote" train many.csv --target y --drop who --final --families linear --trials 1 -o final
holds final/run.json '.cross_validation.folds == 5 and .training_rows == 1200 and .rows == 1200'
ok "$mote" train many.csv --target y --group who --families linear --trials 1 -o groups
holds groups/run.json '.cross_validation.folds == 4 and .training_rows == 1200 and (.split == "no row is held out")'
