#!/usr/bin/env bash
# Runs a command at a desk of its own: an empty home, a display, a session bus and an unlocked
# keyring, all gone afterwards. macOS and Windows have a display and a keyring always.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/display.sh

export KAUNTA_TEST_KEYRING=1
[[ $(uname -s) == Linux ]] || exec "$@"

desk=$(mktemp -d)
trap 'kill "${XVFB:-}" 2>/dev/null || true; rm -rf "$desk"' EXIT

# Rust's own folders stay where they are.
export CARGO_HOME=${CARGO_HOME:-$HOME/.cargo} RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
export HOME=$desk XDG_DATA_HOME=$desk/data XDG_CONFIG_HOME=$desk/config
export XDG_CACHE_HOME=$desk/cache XDG_RUNTIME_DIR=$desk/run
mkdir -m 700 "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$XDG_RUNTIME_DIR"

open_display "$desk"
# shellcheck disable=SC2016  # expanded inside, where the bus is
dbus-run-session -- bash -c '
  eval "$(printf desk | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"
  "$@"
' desk "$@"
