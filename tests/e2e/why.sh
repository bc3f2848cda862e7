#!/usr/bin/env bash
# why.sh BUILD: which inputs speak for an answer: on the computer, and in a program for the chip that asks for it.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# y follows a alone; b and c are noise
awk 'BEGIN { srand(4); print "a,b,c,y"; for (i = 0; i < 300; ++i) { a = int(rand() * 200) - 100
    print a "," int(rand() * 200) - 100 "," int(rand() * 200) - 100 "," (a > 10 ? "yes" : "no") } }' >data.csv
ok "$mote" train data.csv --hold-out 0.2 --target y --families linear --trials 3 -o run
ok "$mote" predict run data.csv --why 2 -o answers.csv
head -n 1 answers.csv | grep -qx 'row,y,p_no,p_yes,why_1,why_1_by,why_2,why_2_by' || fail "the titles are $(head -n 1 answers.csv)"
[ "$(awk -F, 'NR > 1 && $5 == "a"' answers.csv | wc -l)" -ge 200 ] || fail "a is not named first"
# of a linear model the contribution is in proportion to the distance from what is usual
awk -F, 'NR == FNR { if (FNR > 1) a[FNR] = $1; next } FNR > 1 && $5 == "a" && $2 == "yes" && $6 < 0 && a[FNR] > 60 { exit 1 }' \
    data.csv answers.csv || fail "a large a speaks against yes"
ok "$mote" predict run data.csv -o plain.csv
cut -d, -f1-4 answers.csv | cmp - plain.csv || fail "the answers are others with --why"
refused 'give at most 100' "$mote" predict run data.csv --why 101 -o no.csv
ok "$mote" train data.csv --hold-out 0.2 --target y --bits 32 --families linear --trials 2 -o floats
refused 'train with --bits 8 or 16' "$mote" predict floats data.csv --why 1 -o no.csv
[ ! -e no.csv ] || fail "answers were written"

# The board's answers, and what the run's model says of them.
need_chip
ok "$mote" firmware run -o firmware.elf
"$board" firmware.elf --link "$here/port" --quiet --time-limit 60 &
for _ in $(seq 100); do [ -e port ] || sleep 0.1; done
ok "$mote" stream data.csv --port "$here/port" --run run --target y --rows 1-20 --why 2 -o streamed.csv --quiet
head -n 1 streamed.csv | grep -q ',truth,why_1,why_1_by,why_2,why_2_by$' || fail "the titles are $(head -n 1 streamed.csv)"
cut -d, -f7- streamed.csv >streamed && head -n 21 answers.csv | cut -d, -f5- | cmp - streamed || fail "stream and predict tell different inputs"
refused 'name the run that is on the board' "$mote" stream data.csv --port "$here/port" --target y --why 2 -o no.csv

# The archive: a program that asks, and one that does not, built as the archive's README says.
ok "$mote" export run -o archive.zip
ok unzip -q archive.zip
library=$(echo Mote_*)
cat >"$library/extras/why.c" <<'C'
#include <avr/io.h>
#include "mote_all.c"
static NeuralNet net;
static int16_t row[MODEL_INPUTS];
int main(void) {
    float inputs[MODEL_INPUTS];
    uint16_t i;
    CalculatorInit(&net, 0);
    for (;;) {
        for (i = 0; i < MODEL_INPUTS; ++i) inputs[i] = (float)(row[i] = (int16_t)(PINA - PINC));
        PORTB = (uint8_t)CalculatorRunClass(&net, inputs);
#ifdef ASKS
        {
            mote_contribution why[3];
            if (mote_why(&net, row, why, 3) > 0) PORTD = (uint8_t)why[0].segment;
        }
#endif
    }
}
C
# build FILE FLAG...: the flash of the program, as the README's command builds it.
build_avr() {
    local elf=$1
    shift
    ok avr-gcc -std=gnu99 -mmcu=atmega2560 -DF_CPU=16000000UL -Os -fwhole-program -fno-early-inlining \
        -ffunction-sections -fdata-sections -Wl,--gc-sections -Wall -Wextra -Wconversion -Werror "$@" \
        -include mote_why.h -I"$library/src" -I"$library/src/model" "$library/extras/why.c" -o "$elf"
    flash=$(avr-size "$elf" | awk 'NR == 2 { print $1 + $2 }')
}
build_avr without.elf
without=$flash
avr-nm without.elf | grep -qi 'contribution\|occlu\|why' && fail "a program that does not ask carries it"
build_avr asks.elf -DASKS
say "mote_why: $((flash - without)) bytes of flash for 3 inputs, the program without it $without"
[ $((flash - without)) -le 700 ] || fail "mote_why takes $((flash - without)) bytes of flash"
