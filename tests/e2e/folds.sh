#!/usr/bin/env bash
# folds.sh BUILD: every row is asked once by a model that has not seen it, and the model that is shipped learns from all.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

small_csv binary data.csv
ok "$mote" train data.csv --target y --folds 4 --trials 3 -o run
grep -q '4 trainings, each asked about the fold' out || fail "it is not said what the figures are of"
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
