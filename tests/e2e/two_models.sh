#!/usr/bin/env bash
# examples/two_models, as its README types it: two archives and a sketch that includes both, built as the Arduino IDE
# builds (every library's folder on every include path, an archive a library: dot_a_linkage), on the simulated board.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip
core=/usr/share/arduino/hardware/arduino/avr
[ -d "$core/cores/arduino" ] || skip sim "no $core (apt-get install arduino-core-avr)"

cp "$root"/examples/two_models/* .
while read -r command; do ok bash -c "${command/#mote /$mote }"; done < <(sed -n 's/^    //p' README.md)
mkdir libraries objects
for name in machine room; do
    cp "$here/$name.zip" libraries && ok unzip -q "libraries/$name.zip" -d libraries
    [ -f "libraries/Mote_$name/src/Mote_$name.h" ] || fail "no library Mote_$name"
done

flags=(-mmcu=atmega2560 -Os -flto -ffunction-sections -fdata-sections -DF_CPU=16000000L -DARDUINO=10819
    -DARDUINO_AVR_MEGA2560 -DARDUINO_ARCH_AVR "-I$core/cores/arduino" "-I$core/variants/mega"
    -Ilibraries/Mote_machine/src -Ilibraries/Mote_room/src)
# compile SOURCE OBJECT [FLAG...]
compile() {
    local source=$1 object=$2
    shift 2
    case $source in
    *.c) ok avr-gcc "${flags[@]}" "$@" -std=gnu11 -c "$source" -o "$object" ;;
    *.S) ok avr-gcc "${flags[@]}" -x assembler-with-cpp -c "$source" -o "$object" ;;
    *) ok avr-g++ "${flags[@]}" "$@" -std=gnu++11 -fno-exceptions -fno-threadsafe-statics \
        -DDECIMAL_DIG=__DECIMAL_DIG__ -c -x c++ "$source" -o "$object" ;;
    esac
}
for source in libraries/*/src/*.c libraries/*/src/*.cpp libraries/*/src/model/*.c; do
    compile "$source" "objects/$(tr / _ <<<"$source").o" -Wall -Wextra -Werror
done
compile two_models.ino objects/sketch.o -include Arduino.h -Wall -Wextra -Werror
for name in machine room; do ok avr-gcc-ar rcs "Mote_$name.a" objects/libraries_Mote_"${name}"_*.o; done
for source in "$core"/cores/arduino/*.{c,cpp,S}; do
    compile "$source" "core_$(basename "$source").o"
done
ok avr-gcc-ar rcs core.a core_*.o
ok avr-g++ "${flags[@]}" -fuse-linker-plugin -Wl,--gc-sections objects/sketch.o Mote_machine.a Mote_room.a core.a -o two_models.elf

"$board" two_models.elf --link tty --quiet --time-limit 60 &
for _ in $(seq 100); do [ -e tty ] && break || sleep 0.1; done
exec 3<>tty || fail "no serial device"
# The board runs from its start on; what it said before the device was opened may be lost.
ask() {
    local answer
    printf '%s\n' "$1" >&3
    while read -r -t 20 answer <&3; do
        answer=${answer%$'\r'}
        [ "$answer" = ready ] || break
    done
    printf '%s\n' "$answer"
}
# check NAME LETTER TITLE: the answers to the first 25 rows are those of the host.
check() {
    local name=$1 letter=$2 row expected
    ok "$mote" predict "$name" "$name.csv" -o "$name.predicted.csv"
    paste -d'|' <(tail -n +2 "$name.csv" | sed 's/,[a-z]*$//; s/,/ /g') <(tail -n +2 "$name.predicted.csv") |
        head -n 25 >"$name.rows"
    while IFS='|' read -r row expected; do
        answer=$(ask "$letter $row")
        grep -qw -- "$answer" <<<"${expected//,/ }" && [ -n "$answer" ] ||
            fail "$name: the chip says '$answer' to $row, the computer $expected"
        printf '%s\n' "$answer" >>"$name.answers"
    done <"$name.rows"
    [ "$(sort -u "$name.answers" | wc -l)" -ge 2 ] || fail "$name answers always the same"
}
check machine m
check room r
say "50 answers of two models, those of the computer"
