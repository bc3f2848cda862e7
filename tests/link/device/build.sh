#!/bin/sh
# build.sh LIBRARY PROGRAM: the sketch of an exported library (`mote export RUN -o archive.zip`, unpacked) for this
# computer, behind a pseudo-terminal or UDP. Flags behind the two go to the compiler.
set -eu
library=$1 program=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
find "$library/src" -name '*.c' ! -name 'mote_board_none.c' -print0 |
    xargs -0 "${CC:-cc}" -std=gnu99 -O2 "$@" -I"$library/src" "$here/host_board.c" -o "$program" -lm
