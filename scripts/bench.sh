#!/usr/bin/env bash
# Measures what has a bench (crates/*/benches), in a release build. Arguments go to the benches.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

if ! compgen -G 'crates/*/benches/*' >/dev/null; then
  echo "There is no bench yet: nothing was measured."
  exit
fi
steps 1
step "Measure" cargo bench "${TILL[@]}" --bench '*' -- "$@"
