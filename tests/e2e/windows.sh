#!/usr/bin/env bash
# windows.sh BUILD: recordings of two movements, a file a person, to a model that answers as samples arrive.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

for person in 1 2 3 4 5; do
    for label in slow fast; do
        awk -v p=$person -v l=$label 'BEGIN {
            srand(p * 2 + (l == "fast")); print "millis,x,y"
            for (i = 0; i < 300; ++i) {
                phase = i * (l == "fast" ? 0.7 : 0.25) + p
                printf "%d,%d,%d\n", i * 20, 800 * sin(phase) + 60 * rand(), 500 * cos(phase) + 90 * rand()
            }
        }' >"$label-p$person.csv"
    done
done
labelled=("$mote" train slow-p*.csv fast-p*.csv --label-from name --label-pattern '(.*)-')
train=("${labelled[@]}" --group-pattern '-(p[0-9])'
    --families conv,kernels --trials 24)

ok "${train[@]}" --hold-out 0.2 --window 0.64s --max-flash 4096 --max-ram 1024 --json figures.json -o run
holds figures.json '.windowing.window == 32 and .windowing.shift == 16 and .windowing.rate_hz == 50'
holds figures.json '.windowing.axes == ["x", "y"] and .groups == "5 groups by '"'"'-(p[0-9])'"'"' in file names"'
holds figures.json '.accuracy > 0.9 and .mismatches == 0 and .ram_bytes <= 1024'
ok "$mote" evaluate run slow-p*.csv fast-p*.csv --label-from name --label-pattern '(.*)-' --json evaluated.json
holds evaluated.json '.rows == 170 and .accuracy > 0.9'
ok "$mote" predict run fast-p1.csv -o answers.csv
[ "$(sed -n 3p answers.csv | cut -d, -f1)" = 17 ] || fail "the second window does not begin at row 17"
ok "$mote" measure run --rows fast-p1.csv --json measured.json
holds measured.json '.mismatches == 0 and .rows == 17 and .adversarial_mismatches == 0'
ok "$mote" export run -o archive.zip
ok unzip -qo archive.zip
grep -q 'define MODEL_WINDOW 32u' ./*/src/model/model.h || fail "model.h does not name the window"
grep -q 'define MODEL_RATE_HZ 50.0f' ./*/src/model/model.h || fail "model.h does not name the rate"
ok "$mote" firmware run -o firmware.elf

# The archive's code on this computer, one time step at a time: the answers of predict, in their order.
window_driver 'printf("%s,%.6f,%.6f\n", names[result[1] > result[0]], result[0], result[1]);'
for form in compiled table; do
    build_driver "$form"
    for file in fast-p1 slow-p2; do
        ok "$mote" predict run "$file.csv" -o answers.csv
        ./driver <"$file.csv" >pushed.csv || fail "the archive's program fails"
        cut -d, -f2- answers.csv | tail -n +2 | diff - pushed.csv >/dev/null ||
            fail "form $form answers $file.csv otherwise, sample by sample"
    done
done

# Mistakes of the command line.
refused 'more values than a model takes' "${train[@]}" --window 3000 -o other
refused 'no length of a window' "${train[@]}" --window much -o other
refused 'finds nothing in the name' "${labelled[@]}" --window 32 --group-pattern 'q([0-9])' -o other
refused 'no way to split' "${train[@]}" --window 32 --split sideways -o other
refused '5 groups cannot be 9 folds' "${train[@]}" --window 32 --folds 9 -o other
refused 'no fold 7 of 5' "${train[@]}" --window 32 --folds 5 --fold 7 -o other
[ ! -e other ] || fail "a refused command leaves its folder"
