#!/usr/bin/env bash
# errors.sh BUILD WHAT: what a user does wrong gets a clear error with the remedy, exit code 2, and leaves nothing.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

small_csv binary data.csv
train=("$mote" train data.csv --target y --time-limit 5 -o run)

case $2 in
wrong_column)
    refused "'?Y2'?" "$mote" train data.csv --target Y2 --time-limit 5 -o run
    grep -q "^  remedy: .*'y'" err || fail "the remedy does not name the column that was meant"
    only data.csv
    ;;
empty_file)
    : >data.csv
    refused 'data\.csv.*empty' "${train[@]}"
    only data.csv
    ;;
header_only)
    echo 'a,b,c,d,y' >data.csv
    refused 'data\.csv.*row' "${train[@]}"
    only data.csv
    ;;
text_in_a_number_column)
    sed -i '101s/^[^,]*,[^,]*/7,fifteen/' data.csv
    refused 'fifteen' "${train[@]}"
    grep -Eq '(row|line) 10[01]' err || fail "the error does not tell the row"
    grep -Eq "column .?b|column 2" err || fail "the error does not tell the column"
    only data.csv
    ;;
one_class)
    sed -i 's/,no$/,yes/' data.csv
    refused 'one class|only one|single|same value' "${train[@]}"
    only data.csv
    ;;
missing_file)
    refused 'nowhere\.csv' "$mote" train nowhere.csv --target y -o run
    only data.csv
    ;;
missing_device)
    refused '/dev/no-such-port' "$mote" stream data.csv --target y --port /dev/no-such-port -o answers.csv --json s.json
    only data.csv
    ;;
silent_board)
    need_chip
    echo 'int main(void) { for (;;) {} }' >silent.c
    ok avr-gcc -mmcu=atmega2560 -Os -o silent.elf silent.c
    "$board" silent.elf --link port --quiet &
    for ((i = 0; i < 200; ++i)); do [ -e port ] || sleep 0.05; done
    refused 'answer|reply' "$mote" stream data.csv --target y --port port --time-out 200 -o answers.csv --json s.json
    kill %1
    wait
    only data.csv silent.c silent.elf
    ;;
damaged_model)
    head -c 400 /dev/urandom >model.mote
    refused 'model\.mote' "$mote" evaluate model.mote data.csv --json figures.json
    refused 'model\.mote' "$mote" predict model.mote data.csv -o answers.csv
    refused 'model\.mote' "$mote" export model.mote -o archive.zip
    only data.csv model.mote
    ;;
unknown_option)
    run "$mote" train data.csv --target y --no-such-option -o run
    [ $status = 2 ] || fail "exit code $status instead of 2"
    grep -q 'no-such-option' err || fail "the option is not named"
    run "$mote"
    [ $status = 2 ] || fail "exit code $status instead of 2 without a command"
    only data.csv
    ;;
*) fail "no such case: $2" ;;
esac
