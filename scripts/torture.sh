#!/usr/bin/env bash
# Tortures the book for as long as it takes: a million power cuts, and a refusal at every operation.
# KAUNTA_CUTS and KAUNTA_SEED choose otherwise; docs/torture.md tells what is done.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

export KAUNTA_CUTS=${KAUNTA_CUTS:-1000000} KAUNTA_STRIDE=${KAUNTA_STRIDE:-1}
steps 1
step "Cut the power $KAUNTA_CUTS times" cargo test --release -p torture -- "$@"
