#!/usr/bin/env bash
# recorder.sh BUILD: the sketch that prints a sensor, on the simulated board, whose analog pins a file feeds: the recording
# is the file, within a step of the converter, a row for each of its values.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip

# start_board FIRMWARE OPTION...: its serial port is ./port.
start_board() {
    rm -f port
    "$board" "$@" --link port --json board.json --quiet &
    running=$!
    for _ in $(seq 100); do [ -e port ] || sleep 0.1; done
}
stop_board() {
    kill -INT $running
    wait $running || fail "the board: exit code $?"
}

# Two voltages, no two neighbours alike.
awk 'BEGIN { srand(3); print "x,y"; for (i = 0; i < 611; ++i) printf "%.4f,%.4f\n", 2.5 + 2.4 * sin(i / 9), 5 * rand() }' >wave.csv

# same RATE: every row of the recording is the next value of the file, and none is missing.
same() {
    awk -F, -v rate="$1" 'BEGIN { n = rows = 0 }
        NR == FNR { if (FNR > 1) { x[n] = $1; y[n++] = $2 } next }
        FNR > 1 { a[rows] = $2; b[rows++] = $3; if (($1 - (FNR - 2) / rate)^2 > 1e-10) exit 2 }
        function off(volts, steps) { d = volts - steps * 5 / 1023; return d < -0.0006 || d > 5 / 1023 + 0.0006 }
        END {
            for (from = 0; from < n; ++from) {
                wrong = 0
                for (i = 0; i < rows && !wrong; ++i) wrong = off(x[(from + i) % n], a[i]) || off(y[(from + i) % n], b[i])
                if (!wrong) exit rows < 500
            }
            exit 1
        }' wave.csv "$2" || fail "$2 is not the file ($?)"
}

# A rate that the timer counts in whole steps, and one that it does not; a faster one on a fast line.
for how in '100 mega 115200' '60 uno 115200' '600 mega 500000'; do
    read -r rate name baud <<<"$how"
    ok "$mote" recorder -o sketch --rate "$rate" --pins A0,A1 --names x,y --baud "$baud" --board "$name" \
        --firmware firmware.elf --json recorder.json
    holds recorder.json ".axes == [\"x\", \"y\"] and .rate_hz == $rate and .firmware_ram_bytes < 800"
    start_board firmware.elf --analog A0=wave.csv:x --analog A1=wave.csv:y --analog-rate "$rate"
    ok "$mote" record --port port --baud "$baud" --rate "$rate" --seconds $((1200 / rate)) --label wave -o "$rate.csv" \
        --json record.json
    holds record.json ".other_lines == 0 and .rows == $((1200 / rate * rate))"
    stop_board
    # A conversion of each pin for each row's time, over all the time that the board has run.
    holds board.json ".seconds as \$s | [.analog[].conversions / $rate - \$s] | all(. < 0.02 and . > -0.1)"
    same "$rate" "$rate.csv"
done

# What else is offered compiles for the boards that people have.
ok "$mote" recorder -o sketch --sensor lsm6ds3 --gyro --board uno --firmware firmware.elf
ok "$mote" recorder -o sketch --sensor mpu6050 --gyro --rate 200 --plain --board mega --firmware firmware.elf
ok "$mote" recorder -o sketch --sensor adxl345 --board nano --firmware firmware.elf
ok "$mote" recorder -o sketch --pins A0,A5 --board leonardo --firmware firmware.elf
ok "$mote" recorder -o sketch --pins A0,A7 --board 1284p --firmware firmware.elf
[ -e sketch/sketch.ino ] || fail "the sketch has not the name of its folder"

# A sensor that is not there is told, and nothing is recorded.
ok "$mote" recorder -o sketch --sensor adxl345 --board mega --firmware firmware.elf
start_board firmware.elf
refused 'no ADXL345 answers' "$mote" record --port port --time-out 10 --label wave -o none.csv
stop_board
[ ! -e none.csv ] || fail "a file of nothing"
refused 'named twice' "$mote" recorder -o other --pins A0,A0
refused 'takes no sketch of that name' "$mote" recorder -o 'an other' --pins A0
[ ! -e other ] || fail "a refused command leaves a folder"
