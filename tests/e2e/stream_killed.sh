#!/usr/bin/env bash
# stream_killed.sh BUILD HOST_KILLS BOARD_KILLS: SIGKILL of `mote stream` in mid-stream and --resume, and SIGKILL of the
# board under a running session: no row lost, none twice, none wrong.
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
host_kills=$2 board_kills=$3
command -v cc >/dev/null || skip sim "no cc"

small_csv multiclass all.csv
ok "$mote" train all.csv --hold-out 0.2 --target y --families linear --trials 3 -o run
ok "$mote" export run -o archive.zip
ok unzip -q archive.zip -d library
ok "$tests/link/device/build.sh" library/* device
rows=$((2000 + 400 * (host_kills + board_kills)))
awk -v rows="$rows" 'NR == 1 { print; next } { line[NR] = $0 }
    END { for (i = 0; i < rows; ++i) print line[2 + i % (NR - 1)] }' all.csv >sent.csv

start_device() {
    ./device --link port >device.log 2>&1 &
    device=$!
    for _ in $(seq 100); do [ -e port ] && break; sleep 0.02; done
}
answered() { [ ! -e answers.csv ] || wc -l <answers.csv; }
stream=("$mote" stream sent.csv --run run --target y --port port --quiet --json stream.json -o answers.csv)
complete() {
    holds stream.json ".rows == $rows and .mismatches == 0 and .partial == false"
    [ "$(tail -n +2 answers.csv | cut -d, -f1 | uniq | wc -l)" = "$rows" ] || fail "not every row once"
    tail -n +2 answers.csv | awk -F, -v rows="$rows" '$1 != NR { exit 1 } END { exit NR != rows }' || fail "rows in another order"
    [ ! -e answers.csv.partial ] || fail "a complete file is marked as partial"
}

# the host is killed
start_device
for ((i = 1; i <= host_kills; ++i)); do
    before=$(answered)
    "${stream[@]}" --resume >out 2>err &
    host=$!
    for _ in $(seq 500); do [ "$(answered || echo 0)" -gt "$((${before:-0} + 50))" ] 2>/dev/null && break; sleep 0.01; done
    kill -KILL $host || fail "the stream had ended before it could be killed"
    wait $host 2>/dev/null
    [ "$(answered)" -gt "$((${before:-0} + 50))" ] || fail "no answers were kept"
    [ -e answers.csv.partial ] || fail "the answers are not marked as partial"
    holds stream.json '.partial == true'
done
cut=$(answered)
printf '%s' "$cut,hig" >>answers.csv # as if the kill had come in the middle of a line
ok "${stream[@]}" --resume
complete
ok "${stream[@]}" --resume # there is nothing left to do
complete
refused 'other rows' "${stream[@]}" --resume --rows 1-10
rm answers.csv

# the board is killed, and comes back with the same name
"${stream[@]}" >out 2>err &
host=$!
for ((i = 1; i <= board_kills; ++i)); do
    before=$(answered)
    for _ in $(seq 500); do [ "$(answered || echo 0)" -gt "$((${before:-0} + 50))" ] 2>/dev/null && break; sleep 0.01; done
    kill -KILL $device
    wait $device 2>/dev/null
    start_device
done
wait $host || fail "the session ended with $?"
complete
holds stream.json ".link.reconnects >= 1 and .link.reconnects <= $board_kills"
say "$host_kills kills of the host, $(jq .link.reconnects stream.json) of $board_kills of the board met in mid-stream"

# the user stops while the board is looked for
rm answers.csv
"${stream[@]}" >out 2>err &
host=$!
for _ in $(seq 500); do [ "$(answered || echo 0)" -gt 50 ] 2>/dev/null && break; sleep 0.01; done
kill -KILL $device
wait $device 2>/dev/null
kill -TERM $host
wait $host
[ $? = 130 ] || fail "Ctrl-C while the board is looked for"
holds stream.json '.partial == true and .interrupted == true and .rows > 0'
