#!/usr/bin/env bash
# boot_loader.sh BUILD BOARD: a real avrdude writes a model's firmware through the board's own boot loader into the simulated
# chip, verifies it, and the board that has started answers.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip
command -v avrdude >/dev/null || skip sim "no avrdude"
loaders=/usr/share/arduino/hardware/arduino/avr/bootloaders
case $2 in
mega) loader=$loaders/stk500v2/stk500boot_v2_mega2560.hex mcu=atmega2560 ;;
uno) loader=$here/optiboot.hex mcu=atmega328p source=$loaders/optiboot/optiboot.c ;;
esac
[ -e "${source:-$loader}" ] || skip sim "no boot loader of the Arduino core: ${source:-$loader}"
# Built with a compiler of today optiboot is some bytes longer than its 512, as Debian's image is: it gets 1,024.
[ "$2" = mega ] || {
    ok avr-gcc -mmcu=$mcu -DF_CPU=16000000L -DBAUD_RATE=115200 -DLED_START_FLASHES=3 -Os -fno-inline-small-functions \
        -fno-split-wide-types -funsigned-char -w -nostartfiles -nostdlib -Wl,--relax -Wl,--section-start=.text=0x7c00 \
        -Wl,--section-start=.version=0x7ffe -o optiboot.elf "$source"
    ok avr-objcopy -O ihex -j .text -j .data -j .version --set-section-flags .version=alloc,load optiboot.elf optiboot.hex
}

small_csv binary data.csv
ok "$mote" train data.csv --hold-out 0.2 --target y --families linear --trials 2 --time-limit 20 --mcu $mcu -o run
"$board" --bootloader "$loader" --mcu $mcu --link port --json board.json --quiet &
running=$!
for _ in $(seq 100); do [ -e port ] || sleep 0.1; done
ok "$mote" upload run --board "$2" --port port --json upload.json
holds upload.json '.dry_run == false'
# Opening the port resets the board: its boot loader listens for some seconds, then starts the program. What opens the port
# while it is open resets nothing.
exec 3<>port
sleep 8
ok "$mote" stream data.csv --target y --run run --port port --rows 1-40 --time-out 4000 --sends 10 --quiet --json stream.json
holds stream.json '.rows == 40 and .mismatches == 0 and .partial == false'

# A file that is no boot loader, and one of another chip.
refused 'no record of Intel HEX' "$board" --bootloader data.csv --mcu $mcu
refused 'beyond the flash' "$board" --bootloader "$loader" --mcu attiny85
refused 'beyond the flash' "$board" --bootloader "$loaders/optiboot/optiboot_atmega328.hex" --mcu atmega328p
refused 'no program is named' "$board"
exec 3>&-
kill -INT $running
wait $running || fail "the board: exit code $?"
holds board.json '.end == "signal" and .resets >= 2'
