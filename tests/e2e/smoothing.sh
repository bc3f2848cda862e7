#!/usr/bin/env bash
# smoothing.sh BUILD: votes and a hold over answers are in the exported code, and say there what mote watch says.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# moves LABELS FILE: two movements, with disturbances that a window falls for; the label changes every 400 rows.
moves() {
    awk -v labels="$1" 'BEGIN {
        n = split(labels, label, " "); srand(n); print "millis,x,y,label"
        for (s = 1; s <= n; ++s) for (i = 0; i < 400; ++i) {
            fast = label[s] == "fast"
            if (i % 97 > 70) fast = rand() < 0.5
            phase += fast ? 0.7 : 0.25
            printf "%d,%d,%d,%s\n", t++ * 20, 800 * sin(phase) + 300 * rand(), 500 * cos(phase) + 300 * rand(), label[s]
        } }' >"$2"
}
moves "slow fast slow fast slow fast" train.csv
moves "fast slow fast slow" test.csv
ok "$mote" train train.csv --target label --window 16 --shift 4 --split time --families kernels --trials 4 --time-limit 60 \
    --votes 3/5 --hold 4 --json figures.json -o run
holds figures.json '.smoothing == {"votes": 3, "of": 5, "hold": 4}'

# The archive's code on this computer: class by class what watch says.
window_driver 'puts(CalculatorWindowClass() < 0 ? "not sure" : names[CalculatorWindowClass()]);'
ok "$mote" watch run --from test.csv --speed 0 --json watched.jsonl
smooth=$(grep 'false alarms' out)
jq -r .answer watched.jsonl >watched
for form in compiled table; do
    build_driver "$form"
    ./driver <test.csv >pushed || fail "the archive's program fails"
    cmp -s pushed watched || fail "form $form and watch differ: $(diff pushed watched | head -n 6 | tr '\n' ' ')"
done
grep -q 'define MODEL_VOTES_OF 5u' compiled/*/src/model/model.h || fail "model.h does not name the votes"

# What it is good for: fewer false alarms than the windows one by one. Those are what predict says.
ok "$mote" watch run --from test.csv --speed 0 --votes 1/1 --json single.jsonl
single=$(grep 'false alarms' out)
jq -r .answer single.jsonl >single
jq -r .of_window watched.jsonl | cmp -s - single || fail "of_window is not the answer of the window alone"
ok "$mote" predict run test.csv -o predicted.csv
tail -n +2 predicted.csv | cut -d, -f2 | cmp -s - single || fail "watch and predict differ"
alarms() { sed 's/.*; \([0-9]*\) false alarms.*/\1/' <<<"$1"; }
say "one by one: $single"
say "votes: $smooth"
[ "$(alarms "$smooth")" -lt "$(alarms "$single")" ] || fail "votes do not calm: $smooth; one by one: $single"

refused 'no majority' "$mote" train train.csv --target label --window 16 --votes 2/5 -o other
refused 'cannot be held that long' "$mote" train train.csv --target label --window 16 --hold 300 -o other
refused 'numbers, which do not vote' "$mote" train train.csv --target x --drop label --window 16 --votes 2/3 -o other
[ ! -e other ] || fail "a refused command leaves its folder"
