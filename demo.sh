#!/usr/bin/env bash
# From a CSV to a chip that answers, in one command: installs, builds, trains, exports, compiles the firmware,
# boots it on the simulated board and streams the held-out rows through its serial port.
set -u
# shellcheck source=scripts/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/scripts/common.sh"

usage() {
    cat <<'END'
Usage: ./demo.sh [options]
  without options     heartbeats: the real ones of ${MOTE_DATA:-../shared/data}, or synthetic ones without that folder
  --synthetic         synthetic heartbeats in any case
  --data FILE         any CSV with a header line, one sample a row ...
  --target COL        ... and the title of the column to predict
  --out DIR           where the results go                           (default: demo-out beside this script)
  --bits N            8, 16 or 32                                    (default: 8)
  --max-model BYTES   limit of the model's size                      (default: 594 for heartbeats, else none)
  --time-limit S      seconds of training                            (default: 50)
  --trials N          train this many candidates instead: the same result on every machine
  --studio            open Mote Studio at the end, with the data loaded
  --build DIR         use the programs of this build folder: nothing is installed or built
Leaves result.json, report.html, answers.csv, archive.zip, firmware.elf and run/ in the folder of --out.
END
}

data='' target='' out=$root/demo-out bits=8 max_model='' effort=(--time-limit 50) synthetic=no build='' studio=no
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage && exit 0 ;;
    --synthetic) synthetic=yes && shift && continue ;;
    --studio) studio=yes && shift && continue ;;
    --data | --target | --out | --bits | --max-model | --time-limit | --trials | --build)
        [ $# -ge 2 ] || die "$1 needs a value" "see ./demo.sh --help"
        ;;
    *) die "unknown option '$1'" "see ./demo.sh --help" ;;
    esac
    case $1 in
    --data) data=$2 ;;
    --target) target=$2 ;;
    --out) out=$2 ;;
    --bits) bits=$2 ;;
    --max-model) max_model=$2 ;;
    --time-limit | --trials) effort=("$1" "$2") ;;
    --build) build=$2 ;;
    esac
    shift 2
done
if [ -n "$data" ]; then
    [ $synthetic = no ] || die "--data and --synthetic exclude each other" "give one of them"
    [ -n "$target" ] || die "--data needs --target" "name the column to predict: --target COL"
    [ -r "$data" ] || die "cannot read $data" "check the path given to --data"
    data=$(realpath -- "$data")
elif [ -n "$target" ]; then
    die "--target needs --data" "name the CSV: --data FILE"
fi
{ mkdir -p -- "$out" 2>/dev/null && [ -w "$out" ]; } || die "cannot write to $out" "name another folder with --out DIR"
out=$(cd -- "$out" && pwd -P)

board='' scratch=''
cleanup() {
    trap '' INT TERM HUP
    if [ -n "$board" ]; then
        kill -TERM "$board" 2>/dev/null
        wait "$board" 2>/dev/null
    fi
    [ -z "$scratch" ] || rm -rf -- "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
scratch=$(mktemp -d "${TMPDIR:-/tmp}/mote-demo.XXXXXX") || die "cannot write to ${TMPDIR:-/tmp}" "free some space there"
started=$SECONDS

# ---- the programs
if [ -n "$build" ]; then
    bin=$(cd -- "$build" 2>/dev/null && pwd -P)/bin
else
    title "Installing what is missing"
    "$root/scripts/install.sh" || exit
    title "Building"
    build_preset release mote mote-board
    bin=$root/build/release/bin
fi
for program in mote mote-board; do
    [ -x "$bin/$program" ] || die "$bin/$program is missing" "build first, or leave --build out"
done
rm -f -- "$out"/{result.json,report.html,report.md,stream.json,answers.csv,archive.zip,firmware.elf,firmware.hex}

# ---- 1 the rows. `held_out` are the flags that choose the held-out rows, the same for every command below.
title "1/6 Data"
held_out=() split=()
if [ -n "$data" ]; then
    source_of_data=$data project=$(basename -- "${data%.*}")
    say "rows of $data, target column '$target'"
else
    target=target project=Heartbeats max_model=${max_model:-594}
    beats=$MOTE_DATA/ptb_heartbeat
    if [ $synthetic = no ] && [ -r "$beats/all.csv" ] && [ -r "$beats/folds.txt" ]; then
        source_of_data="real heartbeats (PTB Diagnostic ECG Database)"
        data=$beats/all.csv folds=$beats/folds.txt
        say "REAL heartbeats: $data"
    else
        source_of_data="synthetic heartbeats"
        data=$out/heartbeats.csv folds=$out/heartbeats_folds.txt
        [ $synthetic = yes ] || say "There are no real heartbeats in $beats (MOTE_DATA names another folder)."
        say "SYNTHETIC heartbeats: a seeded generator after McSharry et al. (2003)"
        "$bin/mote" synth ecg -o "$data" --beats 2327 --folds "$folds" || exit
    fi
    split=(--folds "$folds" --fold 0)
    held_out=("${split[@]}")
fi

# ---- 2 the model
# Every row that is asked on the board must be one that the model has not seen, however few there are.
[ ${#held_out[@]} -gt 0 ] || split=(--hold-out 0.2)
title "2/6 Training"
limit=()
[ -z "$max_model" ] || limit=(--max-model "$max_model")
# What the published model takes; and of models as good as the best the one that takes least of the chip.
[ "${source_of_data#real}" = "$source_of_data" ] || limit+=(--max-time-us 6000 --prefer balanced)
"$bin/mote" train "$data" --target "$target" --bits "$bits" "${limit[@]}" "${split[@]}" \
    "${effort[@]}" -o "$out/run" || exit
# Without folds `mote train` has chosen the held-out rows, and the run tells which.
[ ${#held_out[@]} -gt 0 ] || held_out=(--test-rows "$out/run/test_rows.txt")
model_file=$(jq -r '"\(.model_bytes) bytes, \(.coefficients) coefficients"' "$out/run/run.json") || exit
say "model: $model_file"

# ---- 3 the archive
title "3/6 Archive"
"$bin/mote" export "$out/run" -o "$out/archive.zip" || exit

# ---- 4 the firmware, from that archive, on the simulated board
title "4/6 Firmware for the ATmega2560"
"$bin/mote" firmware "$out/archive.zip" -o "$out/firmware.elf" --json "$scratch/firmware.json" || exit
port=$scratch/serial-port
"$bin/mote-board" "$out/firmware.elf" --link "$port" --quiet --json "$scratch/board.json" &
board=$!
for ((i = 0; i < 300; ++i)); do
    [ -e "$port" ] && break
    kill -0 "$board" 2>/dev/null || break
    sleep 0.1
done
[ -e "$port" ] || die "the simulated board did not start" "see its message above"
say "simulated board: runs $out/firmware.elf, serial port $port"

# ---- 5 the held-out rows through its serial port
title "5/6 Held-out rows, answered by the chip"
# The simulated board loses nothing; on a busy computer it may be slow, which is no reason to ask again.
"$bin/mote" stream "$data" --run "$out/run" --port "$port" "${held_out[@]}" \
    --time-out 20000 -o "$out/answers.csv" --json "$out/stream.json" || exit
kill -TERM "$board" 2>/dev/null
wait "$board"
board=''
title "The same rows, inference alone: flash, RAM, cycles, every answer compared with the computer's"
"$bin/mote" measure "$out/run" --rows "$data" "${held_out[@]}" --json "$scratch/measure.json"
measured=$?
[ $measured -le 1 ] && [ -s "$scratch/measure.json" ] || exit $measured

# ---- 6 all figures in one file. Quality is the chip's: computed from the answers that it sent.
title "6/6 Results"
jq -n --arg data "$source_of_data" --argjson seconds $((SECONDS - started)) \
    --slurpfile run "$out/run/run.json" --slurpfile stream "$out/stream.json" \
    --slurpfile measure "$scratch/measure.json" --slurpfile firmware "$scratch/firmware.json" \
    --slurpfile board "$scratch/board.json" '
    $run[0] as $r | $stream[0] as $s | $measure[0] as $m |
    ($r | del(.front, .growth, .columns)) + ($s | del(.device)) + $m + $firmware[0] + {
        data: $data,
        rows: $s.rows,
        train_seconds: $r.seconds,
        seconds: $seconds,
        chip_time_us: {min: $s.chip.min_us, mean: $s.chip.mean_us, max: $s.chip.max_us},
        board_stack_bytes: $board[0].stack_bytes,
        board_bytes_dropped: $board[0].bytes_dropped,
        mismatches_stream: $s.mismatches,
        mismatches_measure: $m.mismatches,
        mismatches: ($s.mismatches + $m.mismatches)
    }' >"$scratch/result.json" && cp -- "$scratch/result.json" "$out/result.json.part" &&
    mv -- "$out/result.json.part" "$out/result.json" || die "cannot write $out/result.json" "free some space there"
"$bin/mote" report "$out/run" -o "$out/report.html" >"$scratch/report.txt" || exit
cat <<END
  figures    $out/result.json
  report     $out/report.html
  answers    $out/answers.csv
  archive    $out/archive.zip
  firmware   $out/firmware.elf
  run        $out/run
END
jq -r 'def figure($k): if has($k) then "  \($k)\("            "[($k|length):]) \(.[$k])" else empty end;
    "data: \(.data), \(.rows) held-out rows",
    (["auc", "accuracy", "r2", "rmse", "model_bytes", "coefficients", "flash_bytes", "ram_bytes", "cycles",
      "mismatches"][] as $k | figure($k)),
    "  chip time    min \(.chip_time_us.min)  mean \(.chip_time_us.mean)  max \(.chip_time_us.max) microseconds"' \
    "$out/result.json"
# The model that the article of this project's beginning came to, as its own platform published it, measured on the same
# simulated chip and on the same beats. Its makers trained it on other beats.
if [ "${source_of_data#real}" != "$source_of_data" ] && [ "$bits" = 8 ]; then
    title "Beside the published model"
    jq -r 'def line($name; $theirs; $ours): "  \(($name + "                          ")[:26])\(($theirs + "            ")[:14])\($ours)";
        line("AUC"; "0.9729"; .auc * 10000 | round / 10000 | tostring),
        line("model, bytes"; "594"; .model_bytes | tostring),
        line("flash, bytes"; "2952"; .flash_bytes | tostring),
        line("RAM, bytes"; "1006"; .ram_bytes | tostring),
        line("time, cycles"; "97000"; .cycles.mean | round | tostring)' "$out/result.json" |
        sed '1i\                            published     this one'
fi
[ "$(jq .mismatches "$out/result.json")" = 0 ] ||
    { say "chip and computer DIFFER on some rows" >&2 && exit 1; }
[ $studio = no ] && exit 0
title "Mote Studio"
cleanup # what follows takes the place of this script
trap - INT TERM HUP EXIT
exec "$bin/mote" studio --folder "$out/studio" --load "$data" --name "$project" --target "$target"
