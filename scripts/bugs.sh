#!/usr/bin/env bash
# Proves the proof: plants one bug at a time in a copy of the committed tree and looks whether
# torture finds it (docs/torture.md).
#   scripts/bugs.sh [NN-NAME…]   plants each bug of tests/simulation/bugs, or those named
#   KAUNTA_SEEDS=200             looks for each in fewer seeds than 1,000
# A patch that says "Layer: ledger" is looked for by the tests of that package instead. The copy
# and what is built of it stay in the target folder, so that the next bug is built fast.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

BUGS=$PWD/tests/simulation/bugs
PLACE=$(realpath -m "$TARGET")/bugs
COPY=$PLACE/tree
LOG=$PLACE/log
MOST_SEEDS=${KAUNTA_SEEDS:-1000}
# So many worlds at a time, the first few at first: most bugs are found by them.
ROUNDS=(30 70 200 300 400)
unset KAUNTA_SEED KAUNTA_SEEDS KAUNTA_SALES
export RUST_BACKTRACE=0

copy_tree() {
  mkdir -p "$PLACE"
  git worktree prune
  if [[ -e $COPY ]]; then
    git -C "$COPY" checkout -q --detach --force "$(git rev-parse HEAD)"
  else
    git worktree add -q --detach "$COPY" HEAD
  fi
}

# build PACKAGE: builds its tests in the copy; what cargo says is kept in the log.
build() {
  (cd "$COPY" && CARGO_TARGET_DIR=$PLACE/target cargo test -p "$1" --no-run) >"$LOG" 2>&1
}

# Builds the simulation without any bug: a seed that fails there finds none.
keep_clean() {
  build simulation || stop "The tree does not build: see $LOG."
  cp "$(simulation)" "$PLACE/clean"
}

simulation() {
  sed -n 's/^ *Executable main.rs (\(.*\))$/\1/p' "$LOG"
}

# Prints the first complaint of a seed that does not fail without the bug; fails without one.
complaint() {
  local seed
  for seed in $(sed -n 's/^seed \([0-9]*\): .*/\1/p' "$LOG" | sort -nu); do
    if ((seed <= 1000)) && KAUNTA_SEED=$seed "$PLACE/clean" >"$PLACE/clean.log" 2>&1; then
      grep -m 1 -E "^seed $seed: (I[0-9]+:|the process|it made)" "$LOG"
      return
    fi
  done
  return 1
}

# Prints how a seed found the bug; fails when none did.
try_seeds() {
  local program first=1 count
  program=$(simulation)
  for count in "${ROUNDS[@]}"; do
    ((first <= MOST_SEEDS)) || return 1
    if ! KAUNTA_SEED=$first KAUNTA_SEEDS=$count timeout 300 "$program" >"$LOG" 2>&1; then
      ! complaint || return 0
    fi
    first=$((first + count))
  done
  return 1
}

# Prints which test of a layer found the bug; fails when none did.
try_layer() {
  ! (cd "$COPY" && CARGO_TARGET_DIR=$PLACE/target cargo test -p "$1") >"$LOG" 2>&1 || return 1
  sed -n 's/^test \(.*\) \.\.\. FAILED$/'"$1"': \1/p' "$LOG" | grep -m 1 .
}

# plant PATCH: says what came of it; fails unless the bug was caught.
plant() {
  local patch=$1 name layer found
  name=$(basename "$patch" .patch)
  layer=$(sed -n 's/^Layer: //p' "$patch")
  if ! git -C "$COPY" apply "$patch" 2>"$LOG"; then
    echo "$name: DOES NOT APPLY any more: $(head -1 "$LOG")"
  elif ! build "${layer:-simulation}"; then
    echo "$name: DOES NOT COMPILE: $(grep -m 1 '^error' "$LOG")"
  elif found=$(if [[ -n $layer ]]; then try_layer "$layer"; else try_seeds; fi); then
    echo "$name: caught by $found"
    return 0
  else
    echo "$name: NOT CAUGHT"
  fi
  return 1
}

patches=()
for name in "$@"; do
  [[ -e $BUGS/$name.patch ]] || stop "There is no bug called $name."
  patches+=("$BUGS/$name.patch")
done
((${#patches[@]} > 0)) || patches=("$BUGS"/*.patch)

copy_tree
keep_clean
caught=0
for patch in "${patches[@]}"; do
  ! plant "$patch" || caught=$((caught + 1))
  git -C "$COPY" checkout -q --force .
  git -C "$COPY" clean -fdq
done
echo "$caught of ${#patches[@]} bugs were caught."
((caught == ${#patches[@]}))
