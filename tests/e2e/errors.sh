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
packed_bomb)
    yes '1,2,3,4,yes' | head -c 80000000 | gzip -9 >bomb.csv.gz
    refused 'bomb\.csv\.gz.*more than 300 times' "$mote" inspect bomb.csv.gz --no-header --target c5 --json found.json
    rm bomb.csv.gz
    only data.csv
    ;;
unknown_option)
    run "$mote" train data.csv --target y --no-such-option -o run
    [ $status = 2 ] || fail "exit code $status instead of 2"
    grep -q 'no-such-option' err || fail "the option is not named"
    run "$mote"
    [ $status = 2 ] || fail "exit code $status instead of 2 without a command"
    only data.csv
    ;;
overwritten_input)
    ok "$mote" train data.csv --hold-out 0.2 --target y --trials 2 --time-limit 5 -o run
    cp data.csv kept.csv
    ln -s data.csv link.csv
    ln data.csv hard.csv
    for out in data.csv link.csv hard.csv ./run/../data.csv; do
        refused 'would overwrite the input' "$mote" predict run data.csv -o $out
        refused 'would overwrite the input' "$mote" evaluate run data.csv --json $out
    done
    refused 'would overwrite the input' "$mote" predict run data.csv -o run/model.mote
    refused 'would overwrite the input' "$mote" inspect data.csv --json data.csv
    refused 'would overwrite the input' "$mote" inspect data.csv --html data.csv
    refused 'would overwrite the input' "$mote" measure run --rows data.csv --json data.csv
    refused 'would overwrite the input' "$mote" export run -o run/model.mote
    refused 'would overwrite the input' "$mote" export run --form web --rows data.csv -o data.csv
    refused 'would overwrite the input' "$mote" firmware run -o run/model.mote
    refused 'would overwrite the input' "$mote" train data.csv --target y --json data.csv -o other
    refused 'would overwrite the input' "$mote" train data.csv --target y --events hard.csv -o other
    refused 'would overwrite the input' "$mote" stream data.csv --port none -o data.csv
    cp run/test_rows.txt run.txt
    refused 'would overwrite the input' "$mote" train data.csv --target y --test-rows run/test_rows.txt -o run
    refused 'the same file' "$mote" predict run data.csv -o x.csv --json x.csv
    cmp -s data.csv kept.csv && cmp -s run/test_rows.txt run.txt || fail "an input was changed"
    only data.csv kept.csv link.csv hard.csv run run.txt
    ;;
unknown_columns)
    refused "no column 'aa'" "$mote" train data.csv --target y --drop aa -o run
    grep -q "^  remedy: .*'a'" err || fail "the remedy does not name the column that was meant"
    refused "no column 'bb' to keep" "$mote" train data.csv --target y --keep bb -o run
    refused "target 'y' cannot be dropped" "$mote" train data.csv --target y --drop y -o run
    refused "both dropped and kept" "$mote" train data.csv --target y --drop a --keep a -o run
    refused "no column '9'" "$mote" train data.csv --target 9 -o run
    only data.csv
    ;;
constant_inputs)
    sed -i 's/^[-0-9]*,[-0-9]*,[-0-9]*,[-0-9]*,/1,2,3,4,/' data.csv
    refused 'no input varies' "${train[@]}"
    run "$mote" inspect data.csv --target y
    [ $status = 2 ] && grep -q 'no input varies' out || fail "inspect does not tell"
    only data.csv
    ;;
lost_digits)
    awk 'BEGIN { print "x,y"; for (i = 0; i < 300; ++i) { x = (i * 37) % 101; print x "," 1700000000 + x ".25" } }' >data.csv
    refused 'steps of 128' "${train[@]}"
    grep -q 'remedy: subtract an offset' err || fail "no remedy"
    only data.csv
    ;;
row_counter)
    awk -F, 'NR == 1 { print "millis," $0 } NR > 1 { print NR * 250 "," $0 }' data.csv >leak.csv
    ok "$mote" train leak.csv --hold-out 0.2 --target y --trials 2 --time-limit 5 -o run
    grep -q "left out .*millis" out || fail "nothing is said of the row counter"
    holds run/run.json '(.columns | index("millis") | not) and .left_out[0].column == "millis"'
    ok "$mote" predict run leak.csv -o answers.csv
    ok "$mote" evaluate run leak.csv
    ok "$mote" train leak.csv --hold-out 0.2 --target y --keep millis --trials 2 --time-limit 5 -o run
    holds run/run.json '.columns | index("millis") == 0'
    ok "$mote" train leak.csv --hold-out 0.2 --target y --drop millis,1 --trials 2 --time-limit 5 -o run
    holds run/run.json '.columns == ["b", "c", "d"]'
    ;;
no_header)
    tail -n +2 data.csv >bare.csv
    ok "$mote" train bare.csv --hold-out 0.2 --target -1 --trials 2 --time-limit 5 -o run
    holds run/run.json '.target == "c5" and .columns == ["c1", "c2", "c3", "c4"] and .training_rows + .rows == 300'
    ok "$mote" predict run bare.csv -o answers.csv
    [ "$(wc -l <answers.csv)" = 301 ] || fail "not an answer for every row"
    cut -d, -f1-4 bare.csv >inputs.csv
    ok "$mote" predict run inputs.csv -o again.csv
    cmp answers.csv again.csv || fail "other answers without the target"
    refused "no column 'y'.*numbers, not column titles" "$mote" train bare.csv --target y -o other
    ;;
missing_targets)
    sed -i '2s/,[a-z]*$/,NA/; 5s/,[a-z]*$/,/' data.csv
    ok "$mote" train data.csv --hold-out 0.2 --target y --trials 2 --time-limit 5 -o run
    holds run/run.json '.classes == ["no", "yes"] and .rows_without_target == 2'
    grep -q '2 without a target' out || fail "nothing is said of the rows without a target"
    ok "$mote" evaluate run data.csv --json figures.json
    holds figures.json '.rows == 298'
    ok "$mote" predict run data.csv -o answers.csv
    [ "$(wc -l <answers.csv)" = 301 ] || fail "not an answer for every row"
    ;;
too_many_classes)
    awk 'BEGIN { print "a,y"; for (i = 0; i < 480; ++i) print (i * 37) % 101 ",k" i % 120 }' >data.csv
    refused '120 distinct labels' "${train[@]}"
    grep -q 'remedy: group them into at most 100' err || fail "the remedy does not help"
    ;;
any_file)
    ok "$mote" train data.csv --hold-out 0.2 --target y --trials 2 --time-limit 5 -o run
    ok "$mote" predict run data.csv -o plain.csv
    sed 's/,/;/g' data.csv >semicolons.csv
    gzip -k data.csv
    { printf 'Logger 2000\r\nserial 77\r\n'; sed 's/$/\r/' data.csv; } >windows.csv
    iconv -f UTF-8 -t UTF-16 data.csv >wide.csv
    for file in semicolons.csv data.csv.gz windows.csv wide.csv; do
        ok "$mote" predict run "$file" -o other.csv
        cmp -s plain.csv other.csv || fail "other answers for $file"
        grep -q '^note ' err || fail "nothing is told of $file"
    done
    "$mote" predict run - -o other.csv <data.csv >out 2>err || fail "standard input is not read"
    cmp -s plain.csv other.csv || fail "other answers from standard input"
    sed '5s/^[^,]*/NA/' data.csv >gap.csv
    ok "$mote" predict run gap.csv -o gap_answers.csv
    [ "$(wc -l <gap_answers.csv)" = 301 ] && grep -q '^4,,,$' gap_answers.csv || fail "the row without an input"
    ok "$mote" train gap.csv --hold-out 0.2 --target y --trials 2 --time-limit 5 -o other
    holds other/run.json '.incomplete_rows == 1 and .training_rows + .rows == 299'
    sed '5s/^[^,]*/oops/' data.csv >slip.csv
    refused "row 4 \(line 5\), column 'a'" "$mote" train slip.csv --target y -o third
    ok "$mote" train slip.csv --hold-out 0.2 --target y --skip-bad --trials 2 --time-limit 5 -o third
    holds third/run.json '.incomplete_rows == 1'
    ;;
labelled_files)
    mkdir -p walk idle
    for i in 1 2 3; do
        awk -v i=$i 'BEGIN { print "x,y"; for (k = 0; k < 40; ++k) print (k * 7 + i) % 23 + 20 "," (k * 5 + i) % 11 }' >walk/$i.csv
        awk -v i=$i 'BEGIN { print "x,y"; for (k = 0; k < 40; ++k) print (k * 7 + i) % 23 "," (k * 5 + i) % 11 }' >idle/$i.csv
    done
    ok "$mote" train walk/*.csv idle/*.csv --hold-out 0.2 --label-from folder --trials 2 --time-limit 5 -o run
    holds run/run.json '.classes == ["idle", "walk"] and .target == "label" and .rows == 80'
    ok "$mote" evaluate run walk/1.csv --label-from folder --json figures.json
    holds figures.json '.rows == 40 and (has("group_count") | not)'
    ok "$mote" evaluate run walk/*.csv idle/*.csv --label-from folder --json figures.json
    holds figures.json '.rows == 240 and .group_count == 6'
    ok "$mote" evaluate run walk/*.csv idle/*.csv --label-from folder --group-pattern '([12])\.csv|3' --json figures.json
    holds figures.json '.group_count == 3'
    refused 'give only one' "$mote" evaluate run walk/1.csv --label-from folder --group x --group-pattern y
    refused 'no label for this file' "$mote" train walk/*.csv --label-from sidecar -o other
    ;;
*) fail "no such case: $2" ;;
esac
