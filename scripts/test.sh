#!/usr/bin/env bash
# Checks and tests everything: the screens, the Rust crates, and the till in its real window.
# Ends with the closing lines of each runner, which are kept in the target folder as well.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

mkdir -p "$TARGET"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# logged COMMAND…: runs it and keeps what it says for the closing lines.
logged() {
  "$@" 2>&1 | tee -a "$log"
}

# The program and the tests in one call, so that both get the same features.
build() {
  cargo build "${TILL[@]}" --bins --tests
}

closing_lines() {
  sed 's/\x1b\[[0-9;]*m//g' "$log" |
    grep -E '^ *(Test Files|Tests) |^ *(Running|Doc-tests) |^test result:|^torture:|SKIPPED'
}

steps 10
step "Set up this machine" scripts/setup.sh
step "Check the screens" logged npm --prefix ui run check
step "Test the screens" logged npm --prefix ui test
step "Build the screens" scripts/ui.sh
step "Check the formatting" cargo fmt --all --check
step "Lint the crates" cargo clippy "${TILL[@]}" --all-targets -- -D warnings
step "Lint the window stories" cargo clippy -p window --all-targets -- -D warnings
step "Build the till and its tests" build
step "Test the crates" logged scripts/desk.sh cargo test "${TILL[@]}"
step "Tell the window stories" logged scripts/window.sh

printf '\nThe runners closed with:\n'
closing_lines | tee "$TARGET/closing-lines.txt"
printf '\nAll is well, after %d s.\n' "$SECONDS"
