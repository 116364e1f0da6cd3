# Numbered, timed steps, and the cargo arguments that all scripts share. Sourced, not run.
# shellcheck shell=bash

# One set of packages for building, testing and linting the till: with another set cargo resolves
# other features and builds GTK and Tauri a second time. `window` brings a WebDriver client and
# so stays outside.
# shellcheck disable=SC2034  # read by the scripts that source this file
TILL=(--workspace --exclude window)
TARGET=${CARGO_TARGET_DIR:-target}
# shellcheck disable=SC2034
TILL_PROGRAM=$TARGET/debug/kaunta

STEPS=0
STEP=0

# steps COUNT: says how many steps will follow.
steps() {
  STEPS=$1
}

# step TITLE COMMAND…: runs the command under a numbered heading and tells how long it took.
step() {
  local title=$1 began=$SECONDS
  shift
  STEP=$((STEP + 1))
  printf '\n[%d/%d] %s\n' "$STEP" "$STEPS" "$title"
  "$@"
  printf '[%d/%d] done in %d s\n' "$STEP" "$STEPS" "$((SECONDS - began))"
}

# need_cargo COMMAND VERSION: installs a command of cargo's where it is missing.
need_cargo() {
  if cargo "$1" --version >/dev/null 2>&1; then
    echo "cargo-$1 is there."
  else
    echo "Installing cargo-$1 from crates.io."
    cargo install "cargo-$1" --locked --version "$2"
  fi
}

# stop SENTENCE…: ends the script, telling why and what to do, one argument a line.
stop() {
  printf '%s\n' "$@" >&2
  exit 1
}
