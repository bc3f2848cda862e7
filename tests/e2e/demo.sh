#!/usr/bin/env bash
# demo.sh BUILD WHAT: ./demo.sh with the programs of this build, from another folder.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

demo=("$root/demo.sh" --build "$build" --out results)

# complete ROWS: everything that the demo promises is in ./results.
complete() {
    local name
    for name in result.json answers.csv archive.zip firmware.elf run/model.mote run/run.json; do
        [ -s "results/$name" ] || fail "no results/$name"
    done
    holds results/result.json ".rows == $1 and .mismatches == 0 and .mismatches_stream == 0 and .mismatches_measure == 0
        and .flash_bytes > 0 and .ram_bytes > 0 and .cycles.mean > 0 and .coefficients > 0 and .model_bytes > 0
        and .chip_time_us.min > 0 and .chip_time_us.mean <= .chip_time_us.max"
    [ "$(($(wc -l <results/answers.csv) - 1))" = "$1" ] || fail "answers.csv has not $1 rows"
    ok unzip -tq results/archive.zip
    none_left
}

# No process of this test's demo goes on.
none_left() {
    local name
    for name in /proc/[0-9]*; do
        [ "$(readlink "$name/exe" 2>/dev/null)" = "$board" ] && tr '\0' ' ' <"$name/cmdline" 2>/dev/null |
            grep -q -- "$here" && fail "a simulated board is still running"
    done
}

# ask PATH [HEADER]: the studio's answer, whole.
ask() {
    exec 3<>"/dev/tcp/127.0.0.1/$port" || fail "the studio does not listen"
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n%b\r\n' "$1" "$port" "${2:-}" >&3
    cat <&3
    exec 3>&-
}

# has_page: this build can open the studio.
has_page() {
    ! "$mote" studio --folder "$here/page" --no-browser --port 0 --load "$here/nowhere" 2>&1 | grep -q 'without its page'
}

# in_the_studio COMMAND...: a demo of data.csv that ends in the studio, with the file and its target, and leaves nothing behind.
in_the_studio() {
    local job cookie token i
    mkdir tmp
    set -m # Ctrl-C reaches it, as from a terminal
    env TMPDIR="$here/tmp" "$@" --studio >out 2>err &
    job=$!
    set +m
    for ((i = 0; i < 1200; ++i)); do
        grep -q 'Mote Studio: http' out && break
        kill -0 $job 2>/dev/null || fail "the demo has ended"
        sleep 0.1
    done
    port=$(sed -n 's|.*Mote Studio: http://127.0.0.1:\([0-9]*\)/.*|\1|p' out)
    token=$(sed -n 's|.*?token=\([0-9a-f]*\)#/p/1/data$|\1|p' out)
    [ -n "$token" ] || fail "the address does not name the project"
    cookie=$(ask "/?token=$token" | sed -n 's/^Set-Cookie: \([^;]*\).*/\1/Ip')
    ask /api/projects/1 "Cookie: $cookie\\r\\n" | sed '1,/^\r$/d' >project.json
    holds project.json '.name == "data" and .settings.target == "y" and (.files | map(.name)) == ["data.csv"]'
    compgen -G 'tmp/mote-demo.*' && fail "the demo's scratch folder is left"
    kill -INT $job || fail "the studio had ended"
    status=0
    wait $job || status=$?
    [ $status = 0 ] || fail "exit code $status of the studio"
}

case $2 in
real)
    need_data ptb_heartbeat
    need_chip
    ok "${demo[@]}" --trials 8
    grep -q 'REAL heartbeats' out || fail "it does not say that the heartbeats are real"
    for word in green red 'confusion'; do grep -qi "$word" out || fail "no '$word' on the terminal"; done
    complete 466
    holds results/result.json '.auc > 0.93 and .model_bytes <= 594 and (.confusion_matrix | flatten | add) == 466'
    ;;
synthetic)
    need_chip
    ok env MOTE_DATA="$here/nowhere" "${demo[@]}" --trials 6
    grep -q 'SYNTHETIC heartbeats' out || fail "it does not say that the heartbeats are synthetic"
    grep -q 'no real heartbeats' out || fail "it does not say why"
    rows=$(grep -c '^0' results/heartbeats_folds.txt)
    complete "$rows"
    holds results/result.json '.auc > 0.9 and .model_bytes <= 594'
    # Again into the same folder, asked for this time, at 16 bits.
    ok "${demo[@]}" --synthetic --trials 3 --bits 16
    complete "$rows"
    holds results/result.json '.bits == 16'
    ;;
multiclass | regression)
    need_chip
    small_csv "$2" data.csv
    demo+=(--data data.csv --target y --trials 6)
    if [ "$2" = multiclass ] && has_page; then in_the_studio "${demo[@]}"; else ok "${demo[@]}"; fi
    complete "$(grep -c . results/run/test_rows.txt)"
    holds results/result.json ".task == \"$2\" and ((.accuracy // .r2) > 0.7)"
    ;;
stopped)
    set -m # Ctrl-C goes to the whole group, as from a terminal
    "${demo[@]}" --synthetic --time-limit 100 >out 2>err &
    job=$!
    set +m
    for ((i = 0; i < 300; ++i)); do
        grep -q '2/6' out 2>/dev/null && break
        sleep 0.1
    done
    sleep 3
    kill -INT -- "-$job" || fail "the demo had ended before the interrupt"
    status=0
    wait $job || status=$?
    [ $status = 130 ] || fail "exit code $status instead of 130"
    [ ! -e results/result.json ] || fail "a result without an end"
    none_left
    kill -0 -- "-$job" 2>/dev/null && fail "processes are still running"
    ;;
options)
    refused 'nowhere\.csv' "${demo[@]}" --data nowhere.csv --target y
    refused 'needs --target' "${demo[@]}" --data "$0"
    refused "unknown option '--dta'" "${demo[@]}" --dta x
    refused 'needs a value' "${demo[@]}" --data
    ok "${demo[@]}" --help
    small_csv binary data.csv
    refused 'nope' "${demo[@]}" --data data.csv --target nope
    ;;
esac
exit 0
