#!/usr/bin/env bash
# examples/alarm, as its README types it: the user's own logic in the exported library, built for a bare chip.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
need_chip
cp "$root"/examples/alarm/* .
./make_data.sh >readings.csv
ok "$mote" train readings.csv --hold-out 0.2 --target state --trials 8 -o run
holds run/run.json '.classes == ["fine", "hot"] and .auc > 0.9 and .mismatches == 0'
ok "$mote" export run -o archive.zip
ok unzip -q archive.zip
cp user_app.c Mote_readings_state/src/user_app.c
cd Mote_readings_state || fail "the archive has no folder Mote_readings_state"
command=$(grep '^avr-gcc ' README.md) || fail "the archive's README has no avr-gcc command"
ok bash -c "$command"
[ -s firmware.elf ] || fail "no firmware"
[ ! -s "$here/err" ] || fail "the compiler has something to say"
