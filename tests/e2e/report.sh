#!/usr/bin/env bash
# report.sh BUILD TASK: a run and its page, which holds everything and fetches nothing.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
task=$2

# holds_page WORD...: each stands in page.html; it is one file, under 1 MB, without script or address.
holds_page() {
    local word
    for word in "$@"; do grep -q -- "$word" page.html || fail "the page does not tell: $word"; done
    [ "$(stat -c %s page.html)" -lt 1000000 ] || fail "the page is too large"
    ! grep -Eqi '<script|https?://|<img|@import|url\(' page.html || fail "the page runs or fetches something"
    [ -s page.md ] || fail "no model card"
}

if [ "$task" = windows ]; then
    for person in 1 2 3 4; do
        for label in slow fast; do
            awk -v p=$person -v l=$label 'BEGIN { srand(p * 2 + (l == "fast")); print "x,y"
                for (i = 0; i < 200; ++i) { phase = i * (l == "fast" ? 0.7 : 0.25) + p
                    printf "%d,%d\n", 800 * sin(phase) + 60 * rand(), 500 * cos(phase) + 90 * rand() } }' >"$label-p$person.csv"
        done
    done
    ok "$mote" train slow-p*.csv fast-p*.csv --hold-out 0.2 --label-from name --label-pattern '(.*)-' --group-pattern '-(p[0-9])' \
        --window 32 --families kernels --trials 3 -o run
    ok "$mote" report run -o page.html
    holds_page 'rows it has never seen' 'x: mean curve of each kind' 'Where it looks' 'kept together'
    exit 0
fi

small_csv "$task" data.csv
ok "$mote" train data.csv --hold-out 0.2 --target y --trials 6 -o run
[ -s run/evaluation.json ] || fail "no evaluation.json"
ok "$mote" report run -o page.html --json written.json
holds written.json '.page == "page.html" and .card == "page.md"'
if [ "$(jq '.cycles != null' run/run.json)" = true ]; then
    holds written.json '.energy.chosen.battery_days > 1 and (.energy.points | length) > 0 and .energy.points[0].inference_uj > 0'
fi
holds_page 'rows it has never seen' 'What it must be seen beside' 'Every model on offer' 'Inputs that count' 'mote train data.csv'
case $task in
regression) holds_page 'Off by' 'residuals' ;;
*) holds_page 'confusion matrix' 'reliability' ;;
esac
holds run/run.json '(.intervals | length) > 4 and (.rivals | length) == 3 and .named_points.best >= 0'
grep -q 'Intended use' page.md || fail "the card does not tell the intended use"
ok "$mote" report run
[ -s run/report.html ] || fail "no page in the run's folder"
echo '{"task": "binary"}' >run/evaluation.json
refused 'is not what mote train wrote' "$mote" report run -o again.html
[ ! -e again.html ] || fail "a page was written from a damaged file"
rm run/evaluation.json
refused 'nothing is known of held-out rows' "$mote" report run
refused 'no model.mote|not finished|no run.json|folder' "$mote" report nowhere
