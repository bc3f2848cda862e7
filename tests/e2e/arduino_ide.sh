#!/usr/bin/env bash
# arduino_ide.sh BUILD BOARD: the real Arduino IDE takes the archive as it is: its sketch, and with `two_models`
# examples/two_models with two archives, compile without a warning on our files. BOARD: mega, uno, leonardo.
# The IDE is no part of scripts/install.sh, for it brings a Java with it: apt-get install arduino xvfb
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
command -v arduino >/dev/null || skip arduino "no Arduino IDE (apt-get install arduino xvfb)"
command -v xvfb-run >/dev/null || skip arduino "no xvfb-run (apt-get install xvfb)"

declare -A boards=([mega]=mega:cpu=atmega2560 [uno]=uno [leonardo]=leonardo)
export HOME=$here # the IDE keeps its settings there

# verify NAME SKETCH: OUT/NAME.ino.elf without a warning on a file of ours.
verify() {
    local out=$here/built_$1
    mkdir -p "$out"
    ok xvfb-run -a arduino --verify --board "arduino:avr:${boards[$board_name]}" --pref "sketchbook.path=$here/book" \
        --pref "build.path=$out" --pref compiler.warning_level=all \
        --pref compiler.cpp.extra_flags=-DDECIMAL_DIG=__DECIMAL_DIG__ "$2"
    # The core warns about itself; ours are below the sketchbook, and the sketch in the build folder.
    ! grep -hE "($here/book|$out/sketch)[^ ]*: (warning|error):" "$here/out" "$here/err" || fail "warnings"
    [ -s "$out/$1.ino.elf" ] || fail "no program"
}

# archive NAME CSV TARGET FORM: trained, exported, unpacked into the sketchbook.
archive() {
    ok "$mote" train "$2" --hold-out 0.2 --target "$3" --name "$1" --trials 12 -o "run_$1"
    ok "$mote" export "run_$1" --form "$4" -o "$1.zip"
    ok unzip -q "$1.zip" -d book/libraries
}

board_name=$2
mkdir -p book/libraries
"$root/examples/two_models/make_data.sh" machine >machine.csv
"$root/examples/two_models/make_data.sh" room >room.csv
archive machine machine.csv state table
archive room room.csv people compiled
for name in machine room; do
    verify mote_sketch "book/libraries/Mote_$name/examples/mote_sketch/mote_sketch.ino"
done
mkdir -p book/two_models
cp "$root/examples/two_models/two_models.ino" book/two_models
verify two_models book/two_models/two_models.ino
