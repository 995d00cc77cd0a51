#!/bin/sh
# Writes requirements/*.lock from pyproject.toml: every package with its hashes, for every platform, nobody's registry in it.
# A version must be a week old: a bad release is usually found in its first days.
set -eu
cd "$(dirname "$0")/.."
lock() {
    name=$1
    shift
    .venv/bin/uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links --exclude-newer "7 days" \
        "$@" pyproject.toml -o "requirements/$name.lock"
}
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_INDEX_URL UV_EXTRA_INDEX_URL UV_FIND_LINKS 2>/dev/null || true
lock run --group build
lock test --group build --group test
lock check --group build --group check
if grep -n '://' requirements/*.lock; then
    echo "锁文件里有网址，请检查 scripts/lock.sh。" >&2
    exit 1
fi
