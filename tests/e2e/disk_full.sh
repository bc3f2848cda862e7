#!/usr/bin/env bash
# disk_full.sh BUILD COMMAND: the disk fills up while a command writes into full/. An error with the remedy, exit
# code 2, the old file kept, no part of a new one. Twice: by a limit on the size of files, which needs no rights,
# and on a tiny file system, which needs the right to mount one.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

case $2 in
train) result=run ;;
export) result=archive.zip ;;
predict) result=answers.csv ;;
firmware) result=firmware.elf ;;
*) fail "no such case: $2" ;;
esac
small_csv binary data.csv
[ "$2" = train ] || ok "$mote" train data.csv --hold-out 0.2 --target y --trials 2 -o run
mkdir full

command_that_writes() {
    case $2 in
    train) "$mote" train data.csv --hold-out 0.2 --target y --trials 2 -o "full/$result" ;;
    export) "$mote" export run -o "full/$result" ;;
    predict) "$mote" predict run data.csv -o "full/$result" ;;
    firmware) "$mote" firmware run -o "full/$result" ;;
    esac
}

# The old file is whole and alone (a run had none).
unharmed() {
    local wanted=$result
    [ "$result" != run ] || wanted=''
    [ "$(ls -A full)" = "$wanted" ] || fail "in the folder: $(ls -A full)"
    [ "$result" = run ] || [ "$(cat "full/$result")" = old ] || fail "the old file has changed"
}

old_file() { [ "$result" = run ] || echo old >"full/$result"; }

# SIGXFSZ is ignored, so that writing beyond the limit fails as it does on a full disk. Output goes through pipes,
# which have no limit and are waited for. (The compiler's own files would meet the limit before the firmware does.)
limited() {
    (
        set -o pipefail
        trap '' XFSZ
        { (ulimit -f 1 && command_that_writes "$@") 2>&1 >&3 | cat >err; } 3>&1 | cat >out
    )
}
if [ "$2" != firmware ]; then
    old_file
    refused 'full/|writ|large' limited "$@"
    unharmed
fi

if mount -t tmpfs -o size=32k mote-e2e full 2>/dev/null; then
    old_file
    head -c 28672 /dev/zero >ballast && cp ballast full/ballast 2>/dev/null
    refused 'full/|space|writ' command_that_writes "$@"
    rm full/ballast
    unharmed
else
    say "not tried on a small file system: no right to mount one"
fi
