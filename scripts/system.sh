#!/bin/sh
# What a job needs from the system beyond Python: installed by apt when we are root on Debian, named in one line otherwise.
# usage: scripts/system.sh run|test|check
set -eu
job=${1:-run}
packages=""
skipped=""

want() { # want PACKAGE WHAT-IS-LEFT-OUT TEST…
    package=$1
    without=$2
    shift 2
    if "$@" >/dev/null 2>&1; then return; fi
    packages="$packages $package"
    case "$skipped" in *"$without"*) ;; *) skipped="$skipped${skipped:+, }$without" ;; esac
}
have() { command -v "$1"; }
font() { find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" -iname "$1" 2>/dev/null | grep -q .; }
chinese() { tesseract --list-langs 2>&1 | grep -qx chi_sim; }
cluster() { have initdb || ls /usr/lib/postgresql/*/bin/initdb; }

missing() {
    packages=""
    skipped=""
    case $job in run | test)
        want fonts-noto-cjk "printed sheets" font 'NotoS*CJK*'
        want fonts-lxgw-wenkai "printed sheets" font 'LXGWWenKai*'
        want fonts-liberation2 "printed sheets" font 'LiberationSerif*'
        want tesseract-ocr "words in pictures" have tesseract
        want tesseract-ocr-chi-sim "words in pictures" chinese
        want poppler-utils "words in scanned PDF pages" have pdftoppm
        ;;
    esac
    case $job in test)
        want chromium "browser tests" have chromium
        want postgresql "PostgreSQL tests" cluster
        want poppler-utils "tests that read PDF pages" have pdftotext
        ;;
    esac
    case $job in test | check)
        want gettext "the translation check" have xgettext
        ;;
    esac
}

missing
if [ -n "$packages" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "安装系统软件 installing:$packages"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    # shellcheck disable=SC2086 -- a list of names
    if ! { apt-get update -q && apt-get install -q -y --no-install-recommends $packages; } >"$log" 2>&1; then
        tail -n 15 "$log" >&2
    fi
    rm -f "$log"
    missing
fi
if [ -n "$packages" ]; then
    echo "没有 missing:$packages — left out: $skipped"
    if [ "${MINGBAI_TEST_NO_SKIPS:-}" = 1 ]; then exit 1; fi
fi
