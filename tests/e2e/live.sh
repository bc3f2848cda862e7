#!/usr/bin/env bash
# live.sh BUILD: two movements at the analog pins of the simulated board are recorded, learnt, and told apart as they happen;
# lines of noise in between do no harm.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip

# start_board LABEL: the recorder's sketch on the simulated board, which feels that movement.
start_board() {
    rm -f port
    "$board" firmware.elf --link port --quiet --analog-rate 50 --analog A0="$1.csv:x" --analog A1="$1.csv:y" &
    running=$!
    for _ in $(seq 100); do [ -e port ] || sleep 0.1; done
}
stop_board() {
    kill -INT $running
    wait $running || fail "the board: exit code $?"
}
# noisy: what the board says, with other things between the lines.
noisy() {
    awk '{ print } NR % 25 == 0 { print "I2C error " NR "!" } NR % 40 == 0 { print substr($0, 1, 5) } { fflush() }' port 2>awk.err
}

for label in slow fast; do
    awk -v l=$label 'BEGIN { srand(l == "fast"); print "x,y"; for (i = 0; i < 1009; ++i) {
        phase = i * (l == "fast" ? 0.7 : 0.25)
        printf "%.3f,%.3f\n", 2.5 + 1.6 * sin(phase) + 0.2 * rand(), 2.5 + cos(phase) + 0.2 * rand() } }' >$label.csv
done
ok "$mote" recorder -o sketch --rate 50 --pins A0,A1 --names x,y --firmware firmware.elf
for label in slow fast; do
    start_board $label
    ok "$mote" record --from - --rate 50 --seconds 12 --label $label --append -o moves.csv --json record.json < <(noisy)
    stop_board
    holds record.json '.rows == 600 and .other_lines > 30'
done
ok "$mote" train moves.csv --hold-out 0.2 --target label --session session --window 0.64s --families conv,kernels --trials 8 --time-limit 60 --json figures.json -o run
holds figures.json '.windowing.axes == ["x", "y"] and .windowing.rate_hz == 50 and .accuracy > 0.95'

# Live: the answers to what the board feels now.
for label in slow fast; do
    start_board $label
    : >answers.jsonl
    noisy | timeout -s INT 90 "$mote" watch run --from - --json - >answers.jsonl 2>watch.err &
    watching=$!
    for ((i = 0; i < 900; ++i)); do [ "$(wc -l <answers.jsonl)" -lt 15 ] && sleep 0.1 || break; done
    stop_board
    wait $watching
    jq -se "length >= 15 and (map(select(.answer == \"$label\")) | length) >= 0.95 * length" answers.jsonl >/dev/null ||
        fail "$label: $(jq -r .answer answers.jsonl | sort | uniq -c | tr '\n' ' ')"
    grep -q 'lines gave no row' watch.err || fail "the noise was not counted"
done
start_board fast
run timeout -s INT 15 "$mote" watch run --port port
[ $status = 124 ] || fail "exit code $status"
stop_board
[ "$(grep -c ' s  fast ' out)" -ge 3 ] || fail "a line an answer"

# Played back: the answers of predict, to the last digit.
ok "$mote" watch run --from moves.csv --speed 0 --quiet --json played.jsonl
ok "$mote" predict run moves.csv -o predicted.csv
jq -r '[.row, .answer, .probabilities[]] | join(",")' played.jsonl |
    awk -F, 'NR == FNR { said[FNR] = $0; n = FNR; next }
        FNR > 1 { split(said[FNR - 1], a, ","); if (a[1] != $1 || a[2] != $2 || (a[3] - $3)^2 > 1e-12) exit 1; ++rows }
        END { if (rows != n) exit 1 }' - predicted.csv || fail "watch and predict differ"
ok "$mote" watch run --from moves.csv --speed 200
grep -q '^[0-9]* answers: fast [0-9]*, slow [0-9]*$' out || fail "no summary"
# Without its clock: as fast as it was trained, or as it is told.
awk -F, 'NR == 1 { for (i = 1; i <= NF; ++i) keep[i] = $i ~ /^(x|y|session|label)$/ }
    { line = ""; for (i = 1; i <= NF; ++i) if (keep[i]) line = line (line == "" ? "" : ",") $i; print line }' moves.csv >bare.csv
ok "$mote" watch run --from bare.csv --speed 0 --quiet --json bare.jsonl
ok "$mote" watch run --from bare.csv --speed 0 --quiet --rate 100 --json told.jsonl
trained=$(tail -1 bare.jsonl | jq .seconds)
holds <(tail -1 told.jsonl) "(.seconds * 2 - $trained | fabs) < 0.01"

refused 'have a rate of their own' "$mote" watch run --port port --rate 100
ok "$mote" train bare.csv --hold-out 0.2 --target label --session session --window 32 --families kernels --trials 2 --time-limit 20 -o bare
ok "$mote" watch bare --from bare.csv --speed 0 --quiet
grep -q 'nothing tells how many rows came in a second: 50 are taken' err || fail "it is not said that the rate is a guess"

refused 'name one source' "$mote" watch run
printf "a,b\n1,2\n" >other.csv
refused "column" "$mote" watch run --from other.csv
refused "there is no terminal" "$mote" watch run --from moves.csv --store there.csv
refused "no majority" "$mote" watch run --from moves.csv --votes 2/5
small_csv binary data.csv
ok "$mote" train data.csv --hold-out 0.2 --target y --families linear --trials 2 --time-limit 20 -o rows
refused "trained without windows" "$mote" watch rows --from data.csv
refused "only where rows are windows" "$mote" train data.csv --target y --votes 2/3 -o other
