#!/usr/bin/env bash
# SIGKILL during training: the folder is no run yet and says so; the same command goes on and ends with the bytes
# of a run that was never killed.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
"$mote" synth ecg -o beats.csv --beats 400 >/dev/null || exit 1
train=("$mote" train beats.csv --hold-out 0.2 --target target --trials 10 --max-model 400)

"${train[@]}" -o run --events events.jsonl >out 2>err &
job=$!
for ((i = 0; i < 1200; ++i)); do
    [ "$(grep -c . run/trials.jsonl 2>/dev/null)" -ge 4 ] 2>/dev/null && break
    sleep 0.02
done
kill -KILL $job || fail "training had ended before it could be killed"
wait $job 2>/dev/null

[ ! -e run/model.mote ] || fail "a killed run has a model"
refused 'not finished' "$mote" evaluate run beats.csv
ok "${train[@]}" -o run
grep -Eq 'going on after [0-9]+ finished trials' out err || fail "it began anew"
ok "${train[@]}" -o whole
cmp run/model.bin whole/model.bin || fail "the resumed run ended with another model"
cmp run/archive.zip whole/archive.zip || fail "the resumed run ended with another archive"
