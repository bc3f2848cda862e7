#!/usr/bin/env bash
# record.sh BUILD: what boards print becomes a recording, and the recording a model.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# lines LABEL FORMAT ROWS: two axes, a slow and a fast movement, in the form of a board.
lines() {
    awk -v l="$1" -v form="$2" -v n="$3" 'BEGIN {
        srand(l == "fast"); for (i = 0; i < n; ++i) {
            phase = i * (l == "fast" ? 0.7 : 0.25)
            printf form "\n", 800 * sin(phase) + 60 * rand(), 500 * cos(phase) + 90 * rand() } }'
}

{ printf 'Sensor ready\n' && lines slow 'x:%d y:%d' 900; } | sed '300i I2C error 5!' >slow.txt
lines fast '%d,\t%d' 900 >fast.txt
ok "$mote" record --from slow.txt --rate 50 --label slow -o moves.csv --json first.json
holds first.json '.rows == 900 and .other_lines == 2 and .sessions[0].label == "slow" and .sessions[0].rate_hz == 50'
grep -q "2 lines gave no row, the first: 'Sensor ready'" out || fail "lines without a row are not shown"
[ "$(head -n 1 moves.csv)" = time_s,x,y,label,session ] || fail "titles: $(head -n 1 moves.csv)"
[ "$(tail -n 1 moves.csv | cut -d, -f1,4,5)" = 17.980000,slow,s1 ] || fail "last row: $(tail -n 1 moves.csv)"

# The second board prints no names: it gets those of the file.
ok "$mote" record --from fast.txt --rate 50 --label fast --append -o moves.csv
[ "$(wc -l <moves.csv)" = 1801 ] || fail "not all rows are there"
ok "$mote" inspect moves.csv --target label --json inspected.json
holds inspected.json '.rows == 1800'
ok "$mote" train moves.csv --hold-out 0.2 --target label --session session --window 0.64s --families conv,kernels --trials 8 --time-limit 60 --json run.json -o run
holds run.json '.windowing.window == 32 and .windowing.rate_hz == 50 and .windowing.sessions == 2 and .accuracy > 0.9'
holds run.json '.windowing.axes == ["x", "y"]'

# Standard input has the clock of this computer. Ctrl-C ends it, and all of it is kept.
(for ((i = 0; i < 500; ++i)); do printf '%d,%d\n' "$i" $((-i)) && sleep 0.02; done) | "$mote" record --from - --label slow \
    -o piped.csv --json piped.json >piped.out 2>&1 &
running=$!
for ((i = 0; i < 200; ++i)); do grep -q axes piped.out && break || sleep 0.05; done
sleep 1
kill -INT $running
wait $running || fail "Ctrl-C without --seconds is a regular end"
holds piped.json '.rows > 10 and .sessions[0].rate_hz > 5 and .sessions[0].rate_hz < 60 and .other_lines == 0'
[ "$(($(wc -l <piped.csv) - 1))" = "$(jq .rows piped.json)" ] || fail "rows were lost"
ok "$mote" record --from - --label slow --seconds 1 -o seconds.csv --json seconds.json < <(
    for ((i = 0; i < 300; ++i)); do printf '%d\n' "$i" && sleep 0.02; done)
holds seconds.json '.sessions[0].seconds > 0.7 and .sessions[0].seconds < 1.3'

# A program drives it: keys through a named pipe, events to a file; labels change while it runs.
mkfifo keys live
(for ((i = 0; i < 400; ++i)); do printf '%d,%d\n' "$i" $((-i)) && sleep 0.02; done) >live &
timeout 60 "$mote" record --from live --label slow,fast \
    -o driven.csv --keys keys --events events.jsonl >driven.out 2>&1 &
running=$!
for ((i = 0; i < 200; ++i)); do grep -q '"event":"rows"' events.jsonl 2>/dev/null && break || sleep 0.05; done
printf '1+' >keys
for ((i = 0; i < 200; ++i)); do grep -q '"running":true,"label":"slow"' events.jsonl && break || sleep 0.05; done
sleep 0.5
printf '2' >keys
for ((i = 0; i < 200; ++i)); do grep -q '"running":true,"label":"fast"' events.jsonl && break || sleep 0.05; done
sleep 0.5
printf -- '-q' >keys
wait $running || fail "the driven recording did not end well: $(cat driven.out)"
[ "$(jq -c 'select(.event == "session").label' events.jsonl | tr -d '\n')" = '"slow""fast"' ] || fail "sessions: $(cat events.jsonl)"
jq -es 'map(select(.event == "rows").rows | length) | max <= 10' events.jsonl >/dev/null || fail "too many rows an event"
[ "$(cut -d, -f4 driven.csv | sort -u | tr '\n' ' ')" = 'fast label slow ' ] || fail "labels: $(cut -d, -f4 driven.csv | sort -u)"
refused 'both rows and keys' "$mote" record --from - --label slow -o other.csv --keys keys
refused 'mkfifo' "$mote" record --from slow.txt --label slow -o other.csv --keys nowhere

# Nothing of a recording is lost by a mistake.
cp moves.csv kept.csv
refused 'there is a file of that name' "$mote" record --from slow.txt --rate 50 --label slow -o moves.csv
lines slow '%d %d 7' 50 >three.txt
refused 'other columns' "$mote" record --from three.txt --rate 50 --label slow --append -o moves.csv
refused '2 numbers a row' "$mote" record --from fast.txt --rate 50 --label slow --axes a,b,c -o other.csv
refused 'another one is' "$mote" record --from fast.txt --rate 50 --label slow --axes a,a -o other.csv
refused 'would overwrite the input' "$mote" record --from moves.csv --rate 50 --label slow --append -o moves.csv
printf 'hello\nworld\n' >words.txt
refused "no line of numbers.*'hello'" "$mote" record --from words.txt --label slow -o other.csv
refused 'a file has no clock' "$mote" record --from fast.txt --label slow --seconds 3 -o other.csv
refused 'chosen by keys' "$mote" record --from fast.txt --label slow,fast -o other.csv
refused 'name one source' "$mote" record --label slow -o other.csv
refused 'no such device' "$mote" record --port /dev/no-such-port --label slow -o other.csv
refused 'cannot be opened' "$mote" record --from nowhere.txt --label slow -o other.csv
cmp -s moves.csv kept.csv || fail "the recording has changed"
[ ! -e other.csv ] || fail "a refused command leaves a file"
