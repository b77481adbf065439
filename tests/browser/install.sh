#!/usr/bin/env bash
# Installs what the tests of the pages need: Debian's Chromium, and fonts for Latin and Cyrillic. What is there is left as it is.
set -euo pipefail

debian=(chromium fonts-dejavu-core)

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if [ "$(dpkg-query --show --showformat='${db:Status-Status}\n' "${debian[@]}" 2>&1 | sort --unique)" != installed ]; then
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "${debian[@]}" >/dev/null
fi
