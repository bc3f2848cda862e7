#!/usr/bin/env bash
# Installs the system packages that building, testing and running Mote needs, and only those that are missing.
# Debian 12 and Ubuntu 22.04 or later, as root or through sudo. Quiet when everything is there.
set -u
# shellcheck source=scripts/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# docs/dependencies.md says what each is for.
compilers="g++ make cmake ninja-build pkg-config"
chip="gcc-avr binutils-avr avr-libc arduino-core-avr avrdude libsimavr-dev libelf-dev"
libraries="libeigen3-dev libcli11-dev nlohmann-json3-dev libfmt-dev libuv1-dev libzip-dev zlib1g-dev libfast-float-dev"
tests="libgtest-dev libbenchmark-dev"
tools="jq unzip zip"
# The studio: its server, the page and what it is built with, the browser of its tests.
studio="libcpp-httplib-dev libsqlite3-dev sqlite3 clang lld"
# Node may have come another way, whose packages Debian's would collide with.
command -v node >/dev/null || studio="$studio nodejs"
command -v npm >/dev/null || studio="$studio npm"
case ,${MOTE_REQUIRE:-}, in *,web,*) command -v chromium >/dev/null || studio="$studio chromium" ;; esac
all="$compilers $chip $libraries $tests $tools $studio"

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
    say "Usage: scripts/install.sh [--list]"
    say "Installs with apt-get what is missing of: $all"
    exit 0
fi

missing() {
    local there
    # shellcheck disable=SC2086,SC2016  # a list of names; the format is dpkg's, not the shell's
    there=" $(dpkg-query -W -f='${db:Status-Status}:${Package} ' $all 2>/dev/null) "
    for name in $all; do
        case $there in *" installed:$name "*) ;; *) printf '%s ' "$name" ;; esac
    done
}

for name in dpkg-query apt-get; do
    command -v "$name" >/dev/null || die "this system has no apt-get" "install by hand what docs/dependencies.md lists, then build with cmake"
done

wanted=$(missing)
if [ "${1:-}" = --list ]; then
    say "${wanted:-nothing is missing}"
    exit 0
fi

# The page's packages, as web/package-lock.json names them: again when that has changed.
page_packages() {
    local web=$root/web
    [ ! "$web/package-lock.json" -nt "$web/node_modules/.package-lock.json" ] && return
    command -v npm >/dev/null || return
    say "fetching the packages of the studio's page"
    (cd "$web" && quietly "$web/.npm.log" npm ci --ignore-scripts --no-progress && touch node_modules/.package-lock.json) ||
        say "npm could not fetch them (above): everything but mote studio works without"
    rm -f "$web/.npm.log"
}
if [ -z "$wanted" ]; then
    page_packages
    exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
        die "missing packages: $wanted" "run as root: apt-get install --no-install-recommends $wanted"
    as_root=(sudo)
    [ -t 0 ] || as_root=(sudo -n)
fi

log=$(mktemp "${TMPDIR:-/tmp}/mote-install.XXXXXX") || die "cannot write to ${TMPDIR:-/tmp}" "free some space there"
trap 'rm -f "$log"' EXIT

apt() {
    quietly "$log" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"
}

say "installing: $wanted"
apt update || die "apt-get update failed" "check the network and /etc/apt/sources.list, then run this again"

# A release that lacks a package with a substitute in our build goes on without it.
known=''
for name in $wanted; do
    if apt-cache policy "$name" 2>/dev/null | grep -q '^ *Candidate: *[^ (]'; then
        known="$known $name"
    elif [ "$name" = libfast-float-dev ]; then
        say "this release has no $name: the standard library reads the numbers instead"
    else
        die "this release has no package $name" "use Debian 12 or Ubuntu 22.04 or later; on Ubuntu enable 'universe'"
    fi
done
[ -n "$known" ] || exit 0
# shellcheck disable=SC2086  # a list of names
apt install --no-install-recommends $known ||
    die "apt-get could not install everything" "see above; try: apt-get install --no-install-recommends$known"
page_packages
