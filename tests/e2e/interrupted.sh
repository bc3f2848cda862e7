#!/usr/bin/env bash
# Ctrl-C during training: ends soon, with the best model so far in a run folder that every command takes.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
"$mote" synth ecg -o beats.csv --beats 600 >/dev/null || exit 1

set -m # a background job takes SIGINT only with job control
"$mote" train beats.csv --target target --time-limit 300 --events events.jsonl -o run >out 2>err &
job=$!
set +m
for ((i = 0; i < 400; ++i)); do
    [ "$(grep -c '"trial"' events.jsonl 2>/dev/null)" -ge 3 ] 2>/dev/null && break
    sleep 0.1
done
kill -INT $job || fail "training had ended before the interrupt"
at=$SECONDS
status=0
wait $job || status=$?
[ $status = 0 ] || fail "exit code $status"
[ $((SECONDS - at)) -le 20 ] || fail "it took $((SECONDS - at)) s to end"

holds run/run.json '.interrupted == true and .model_bytes > 0'
ok "$mote" evaluate run beats.csv --test-rows run/test_rows.txt --json figures.json
holds figures.json '.auc > 0.6'
ok "$mote" predict run beats.csv -o answers.csv
ok "$mote" export run -o archive.zip
ok unzip -tq archive.zip
[ ! -e run/trials.jsonl ] || fail "the journal of a finished run was left"
