#!/usr/bin/env bash
# link_faults.sh BUILD ROWS SHARE CLASS...: every row is answered exactly once and right over a line that damages bytes:
# the sketch's own C code, built for this computer, behind a seeded relay. SHARE of the bytes is hit by each CLASS: flip,
# lose, double, delay, burst, or all of them together (a fifth each).
# benchmarks/link runs it over 100,000 rows.
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
rows=$2 share=$3
shift 3
command -v cc >/dev/null || skip sim "no cc"

small_csv multiclass all.csv
ok "$mote" train all.csv --hold-out 0.2 --target y --families linear --trials 3 -o run
ok "$mote" export run -o archive.zip
ok unzip -q archive.zip -d library
ok "$tests/link/device/build.sh" library/* device
awk -v rows="$rows" 'NR == 1 { print; next } { line[NR] = $0 }
    END { for (i = 0; i < rows; ++i) print line[2 + i % (NR - 1)] }' all.csv >sent.csv

for class in "$@"; do
    ./device --link device-port >device.log 2>&1 &
    device=$!
    for _ in $(seq 100); do [ -e device-port ] || sleep 0.05; done
    case $class in
    all)
        each=$(awk -v s="$share" 'BEGIN { print s / 5 }')
        faults=(--flip "$each" --lose "$each" --double "$each" --delay "$each" --burst "$each")
        ;;
    *) faults=("--$class" "$share") ;;
    esac
    "$build/bin/link_relay" device-port --link client-port --seed 7 "${faults[@]}" >"relay-$class" &
    relay=$!
    for _ in $(seq 100); do [ -e client-port ] || sleep 0.05; done
    ok "$mote" stream sent.csv --run run --target y --port client-port --quiet --json stream.json -o answers.csv
    kill -TERM $relay $device
    wait $relay $device 2>/dev/null
    rm -f device-port client-port
    holds stream.json ".rows == $rows and .mismatches == 0 and .partial == false"
    # Bytes that come late are waited for.
    [ "$class" = delay ] || holds stream.json ".link.resends > 0"
    awk '$1 == 0 { exit 1 }' "relay-$class" || fail "the line was a good one"
    [ "$(tail -n +2 answers.csv | cut -d, -f1 | uniq | wc -l)" = "$rows" ] || fail "not every row once"
    say "$class $share: $(jq -c '[.link.seconds, .link.resends, .link.dropped_frames]' stream.json) $(tr '\n' ' ' <"relay-$class")"
done
