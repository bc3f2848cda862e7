#!/usr/bin/env bash
# Ctrl-C during training: ends soon, with the best model so far in a run folder that every command takes.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
"$mote" synth ecg -o beats.csv --beats 600 >/dev/null || exit 1

# interrupt_after TRIALS RUN OPTION...: a training that is stopped after so many trials.
interrupt_after() {
    local trials=$1 into=$2 job i at
    shift 2
    rm -f events.jsonl
    set -m # a background job takes SIGINT only with job control
    "$mote" train beats.csv --target target --time-limit 300 --events events.jsonl -o "$into" "$@" >out 2>err &
    job=$!
    set +m
    for ((i = 0; i < 400; ++i)); do
        [ "$(grep -c '"trial"' events.jsonl 2>/dev/null)" -ge "$trials" ] 2>/dev/null && break
        sleep 0.1
    done
    kill -INT $job || fail "training had ended before the interrupt"
    at=$SECONDS
    status=0
    wait $job || status=$?
    [ $status = 0 ] || fail "exit code $status"
    [ $((SECONDS - at)) -le 20 ] || fail "it took $((SECONDS - at)) s to end"
}

# Few rows all teach: the model is kept, and no fold gave a figure yet.
interrupt_after 3 all
holds all/run.json '.interrupted == true and .model_bytes > 0 and .rows == 0 and (has("cross_validation") | not)'
grep -q 'figures are of 0 of 5 folds' out || fail "it is not said that there are no figures"
ok "$mote" predict all beats.csv -o answers.csv

interrupt_after 3 run --hold-out 0.2
holds run/run.json '.interrupted == true and .model_bytes > 0'
ok "$mote" evaluate run beats.csv --test-rows run/test_rows.txt --json figures.json
holds figures.json '.auc > 0.6'
ok "$mote" predict run beats.csv -o answers.csv
ok "$mote" export run -o archive.zip
ok unzip -tq archive.zip
[ ! -e run/trials.jsonl ] || fail "the journal of a finished run was left"
