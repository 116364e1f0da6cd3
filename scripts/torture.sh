#!/usr/bin/env bash
# Tortures the till for as long as it takes. Arguments name the parts; without any, all.
#   power   a million power cuts of the book's disk, and a refusal at every operation
#   shops   a million payments in simulated shops
#   kills   the running till killed 10,000 times and at every kind of system call, its disk filled,
#           its file damaged, its clock and keyring taken away (docs/faults.md)
# KAUNTA_CUTS, KAUNTA_SEEDS, KAUNTA_KILLS and the like choose otherwise; docs/torture.md names them.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

power() {
  export KAUNTA_CUTS=${KAUNTA_CUTS:-1000000} KAUNTA_STRIDE=${KAUNTA_STRIDE:-1}
  step "Cut the power $KAUNTA_CUTS times" cargo test --release -p torture
}

shops() {
  export KAUNTA_SEEDS=${KAUNTA_SEEDS:-44000} KAUNTA_SALES=${KAUNTA_SALES:-25}
  step "Live through $KAUNTA_SEEDS shops" cargo test --release -p simulation
}

kills() {
  export KAUNTA_KILLS=${KAUNTA_KILLS:-10000} KAUNTA_POINTS=${KAUNTA_POINTS:-100}
  export KAUNTA_FILLS=${KAUNTA_FILLS:-100} KAUNTA_STARTS=${KAUNTA_STARTS:-1000}
  export KAUNTA_FLIPS=${KAUNTA_FLIPS:-10000}
  step "Build the till that is killed" cargo build --release -p cli --bins
  # One after the other: how fast a till is ready again is measured, too.
  step "Kill it $KAUNTA_KILLS times, and more" \
    scripts/desk.sh cargo test --release -p machine -- --test-threads=1
}

parts=("$@")
((${#parts[@]} > 0)) || parts=(power shops kills)
steps $((${#parts[@]} + $(printf '%s\n' "${parts[@]}" | grep -cx kills || true)))
for part in "${parts[@]}"; do
  case $part in
    power | shops | kills) "$part" ;;
    *) stop "There is no part called $part: power, shops or kills." ;;
  esac
done
