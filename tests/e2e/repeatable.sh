#!/usr/bin/env bash
# Same data, seed and number of trials: same bytes, on one thread and on two.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
"$mote" synth ecg -o beats.csv --beats 400 >/dev/null || exit 1
for jobs in 1 2; do
    ok "$mote" train beats.csv --hold-out 0.2 --target target --trials 8 --jobs $jobs --max-model 400 -o "run$jobs"
done
for file in model.mote model.bin archive.zip test_rows.txt; do
    cmp "run1/$file" "run2/$file" || fail "$file differs between one thread and two"
done
ok "$mote" train beats.csv --hold-out 0.2 --target target --trials 8 --seed 2 --max-model 400 -o run3
! cmp -s run1/model.bin run3/model.bin || fail "another seed gives the same model: the seed is not used"
