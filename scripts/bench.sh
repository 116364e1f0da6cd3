#!/usr/bin/env bash
# Measures what tests/bench measures, in a release build, at a desk of its own.
# Arguments name the parts: ingest, frozen, screen, start; without any, all.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

measure() {
  KAUNTA_PROGRAM=$(realpath "$TARGET/release/kaunta")
  export KAUNTA_PROGRAM
  scripts/desk.sh cargo bench "${TILL[@]}" --bench bench -- "$@"
}

steps 4
step "Set up this machine" scripts/setup.sh
step "Build the screens" scripts/ui.sh
step "Build the windows (ten minutes and more the first time)" \
  cargo build --release -p kaunta --bin kaunta --example bare
step "Measure" measure "$@"
