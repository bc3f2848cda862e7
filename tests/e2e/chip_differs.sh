#!/usr/bin/env bash
# A chip that answers otherwise than the computer is noticed by every command that sees its answers. The real compiler
# behind a script that puts a fault into what it compiles.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip
small_csv binary small.csv
train=("$mote" train small.csv --hold-out 0.2 --target y --trials 12 --time-limit 20)

# with_fault FILES COMMAND...: each score is 1 too large where it comes from one of the files.
mkdir faulty
cat >faulty/avr-gcc <<WRAPPER
#!/bin/sh
for word; do
    case \$word in -I*/src)
        for file in \$FAULTY; do
            [ ! -f "\${word#-I}/\$file" ] || sed -i '/^int32_t mote_score/,/^}/s/return /return 1 + /' "\${word#-I}/\$file"
        done ;;
    esac
done
exec $(command -v avr-gcc) "\$@"
WRAPPER
chmod +x faulty/avr-gcc
with_fault() {
    local files=$1
    shift
    printf 'with a fault in %s: ' "$files"
    run env PATH="$here/faulty:$PATH" FAULTY="$files" "$@"
}

ok "${train[@]}" -o run
holds run/run.json '.form == "compiled" and .mismatches == 0 and .adversarial_mismatches == 0 and .adversarial_rows > 0'

# measure: the user's rows and the adversarial ones apart
ok "$mote" measure run --rows small.csv --json cost.json
holds cost.json '.rows == 300 and .mismatches == 0 and .adversarial_rows > 0 and .adversarial_mismatches == 0'
with_fault mote_compiled.c "$mote" measure run --rows small.csv --form compiled --json cost.json
[ $status = 1 ] || fail "measure: exit code $status where the chip differs"
holds cost.json '.rows == 300 and .mismatches == 300 and .adversarial_mismatches == .adversarial_rows'

# train: the other form where one answers wrongly, an error and nothing written where both do
with_fault mote_compiled.c "${train[@]}" -o other
[ $status = 0 ] || fail "train: exit code $status where the table-driven form answers right"
holds other/run.json '.form == "table" and .mismatches == 0'
with_fault "mote_compiled.c mote_run.c" "${train[@]}" -o none
[ $status = 2 ] || fail "train: exit code $status where no form answers right"
grep -q 'answers otherwise than the computer' err || fail "train does not say that the chip differs"
[ ! -e none ] || fail "train leaves a run of a model that answers wrongly"
with_fault "mote_compiled.c mote_run.c" "${train[@]}" --max-flash 8000 -o none
[ $status = 2 ] || fail "train: exit code $status under limits where no form answers right"

# stream
ok "$mote" export run -o archive.zip
with_fault mote_compiled.c "$mote" firmware archive.zip -o faulty.elf
[ $status = 0 ] || fail "no firmware"
"$board" faulty.elf --link "$here/port" >board.log 2>&1 &
for _ in $(seq 100); do [ -e port ] || sleep 0.1; done
run "$mote" stream small.csv --run run --port "$here/port" --rows 1-20 --quiet --json stream.json
[ $status = 1 ] || fail "stream: exit code $status where the board differs"
holds stream.json '.rows == 20 and .mismatches > 0'
grep -q 'rows differ' out || fail "stream does not say that the board differs"
