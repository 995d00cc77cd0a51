#!/bin/sh
# Sets everything up for a job, from nothing; quick when nothing has changed since the last time.
# usage: scripts/setup.sh run|test|check
set -eu
cd "$(dirname "$0")/.."
job=${1:-run}
mkdir -p .make

sh scripts/system.sh "$job"

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
if ! new_enough .venv/bin/python; then
    python=""
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "需要 Python 3.11 以上。Python 3.11 or newer is needed." >&2
        exit 1
    fi
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -q -y python3-venv >/dev/null
        else
            echo "请先安装 python3-venv。Please install python3-venv first." >&2
            exit 1
        fi
    fi
    "$python" -m venv --clear .venv
    rm -f .make/*.installed
fi

# A wider lock holds the narrower ones, so each job installs only its own file.
lock=requirements/$job.lock
sum=$(cat "$lock" pyproject.toml | cksum)
if [ "$(cat ".make/$job.installed" 2>/dev/null)" != "$sum" ]; then
    echo "安装 installing $lock"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
    printf '%s\n' "$sum" >".make/$job.installed"
fi
.venv/bin/python scripts/messages.py compile
