#!/usr/bin/env bash
# Thresholds and "not sure" chosen on validation rows: in the model, on the chip, on the board, in every command.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip

# yes where a noisy sum is above 0: 900 rows, of which a tenth cannot be told.
awk 'BEGIN {
    s = 11; print "a,b,c,y"
    for (i = 0; i < 900; ++i) {
        for (k = 0; k < 5; ++k) { s = (s * 16807) % 2147483647; x[k] = s % 2001 - 1000 }
        v = x[0] - x[1] + x[3] * 0.5 + x[4] * 0.4
        print x[0] "," x[1] "," x[2] "," (v > 0 ? "yes" : "no")
    } }' >noisy.csv
train=("$mote" train noisy.csv --hold-out 0.2 --target y --families linear,trees --trials 6 --seed 3)

ok "${train[@]}" -o plain
ok "${train[@]}" --sensitivity 0.97 --not-sure 6% -o run
grep -q "sensitivity 0.97 of 'yes', 6 % of rows left open, on [0-9]* validation rows" out || fail "how it was chosen is not told"
grep -q "rows of 'yes' it finds" out || fail "what it means is not told"
holds run/run.json '.sensitivity > 0.9 and .threshold < 0.5 and .not_sure > 0.01 and .not_sure < 0.15'
holds run/run.json '.positive_class == "yes" and .mismatches == 0 and .answered_accuracy > .accuracy'
holds run/run.json '.decision.validation_rows > 600 and (.counts | add) == .rows'
holds plain/run.json 'has("threshold") or has("not_sure") | not'
# the model is the plain one but for the decision behind its layers
[ "$(jq .model_bytes run/run.json)" -gt "$(jq .model_bytes plain/run.json)" ] || fail "no decision in the model"
holds run/run.json ".coefficients == $(jq .coefficients plain/run.json)"

ok "$mote" evaluate run noisy.csv --test-rows run/test_rows.txt --json figures.json
for key in sensitivity specificity not_sure answered_accuracy accuracy; do
    holds figures.json "(.$key - $(jq ".$key" run/run.json)) | fabs < 1e-9"
done
ok "$mote" evaluate run noisy.csv --test-rows run/test_rows.txt
grep -q 'not sure' out || fail "evaluate does not tell the open rows"
ok "$mote" predict run noisy.csv -o answers.csv --json counts.json
holds counts.json '.not_sure_rows > 10 and (.counts | add) + .not_sure_rows == 900'
[ "$(grep -c ',not sure,' answers.csv)" = "$(jq .not_sure_rows counts.json)" ] || fail "open rows of answers.csv"

# both forms, every row; the class is among what is compared
for form in table compiled; do
    ok "$mote" measure run --rows noisy.csv --form $form --json cost.json
    holds cost.json '.mismatches == 0 and .adversarial_mismatches == 0 and .rows == 900'
done

# the sketch's LEDs, by the board's own pins, are what stream says
ok "$mote" firmware run -o firmware.elf
"$board" firmware.elf --link tty >board.log 2>&1 &
for _ in $(seq 100); do [ -e tty ] && break; sleep 0.1; done
ok "$mote" stream noisy.csv --run run --port tty --target y --rows 1-120 -o streamed.csv --json streamed.json
holds streamed.json '.mismatches == 0 and .not_sure > 0'
grep -q '^[0-9]*,not sure,.*,none,' streamed.csv || fail "no row left open"
awk -F, 'NR > 1 { print $1 "," $2 }' streamed.csv >by_chip
awk -F, 'NR > 1 && NR <= 121 { print $1 "," $2 }' answers.csv >by_host
cmp by_chip by_host || fail "stream and predict decide differently"

# every point of the front decides, and limits hold with the decision
ok "$mote" evaluate run/front/0.mote noisy.csv --json point.json
holds point.json 'has("threshold") and has("not_sure")'
ok "${train[@]}" --cost-miss 5 --max-flash 700 -o small
holds small/run.json '.flash_bytes <= 700 and .threshold < 0.5'

# three classes
small_csv multiclass three.csv
many=("$mote" train three.csv --hold-out 0.2 --target y --trials 6 --families linear,trees)
ok "${many[@]}" --sensitivity mid=0.95 --not-sure 10% -o many
holds many/run.json '.sensitivity_by_class | has("mid")'
holds many/run.json '.mismatches == 0 and .not_sure >= 0 and .decision.class == "mid"'

refused 'contradict' "${train[@]}" --sensitivity 0.9 --threshold 0.2 -o no
refused 'no share' "${train[@]}" --sensitivity 99 -o no
refused "no class 'maybe'" "${train[@]}" --cost-miss maybe=3 -o no
refused 'is no share' "${train[@]}" --not-sure lots -o no
refused '3 classes' "${many[@]}" --threshold 0.4 -o no
refused 'which class' "${many[@]}" --sensitivity 0.9 -o no
small_csv regression values.csv
refused 'regression' "$mote" train values.csv --target y --trials 2 --not-sure 5% -o no
[ ! -e no ] || fail "a folder of a refused run was left"
