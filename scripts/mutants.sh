#!/usr/bin/env bash
# Makes one small mistake after the other in the code that decides about money (core) and in the
# code that writes the book (writer), and lists those that no test notices: docs/mutants.md.
#   scripts/mutants.sh [PART…]   core, writer; without any, both
#   MUTANTS_SHARD=0/4            the first fourth of each part
# It works in a copy of the tree. What came of it stays in the target folder, under mutants.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

# Built without optimisation, since far more time goes into building than into testing.
PLAIN=(-C=--config=profile.dev.debug=0)
for package in domain ledger; do
  PLAIN+=(-C=--config=profile.dev.package.$package.opt-level=0)
done
# A case that failed is neither kept nor made smaller: it was noticed.
export PROPTEST_DISABLE_FAILURE_PERSISTENCE=1 PROPTEST_MAX_SHRINK_ITERS=0

# look FOLDER ARGUMENT…: makes mistakes. That some are not noticed, or make a test run for ever, is
# a finding and no failure.
look() {
  local folder=$TARGET/mutants/$1 status=0
  shift
  mkdir -p "$folder"
  nice cargo mutants -o "$folder" "${PLAIN[@]}" "$@" || status=$?
  ((status == 0 || status == 2 || status == 3)) || exit "$status"
}

# look_again PACKAGE: makes those mistakes again that the quick tests let live, for all tests.
look_again() {
  local names=()
  while read -r place; do
    names+=(-F "^$place: ")
  done < <(sed 's/: .*//' "$TARGET/mutants/$1/mutants.out/missed.txt" | sort -u)
  ((${#names[@]} == 0)) || look "$1-again" -p "$1" --timeout 300 "${names[@]}"
}

# part PACKAGE FILES ARGUMENT…: looks by the quick tests, then by all.
part() {
  local package=$1 files=() file
  for file in $2; do
    files+=(-f "crates/$package/src/$file")
  done
  shift 2
  step "Make mistakes in $package" look "$package" -p "$package" "${files[@]}" --timeout 30 \
    ${MUTANTS_SHARD:+--shard "$MUTANTS_SHARD"} "$@"
  step "Make those again that the quick tests let live" look_again "$package"
}

core() {
  part domain 'attempt.rs attempt/*.rs sale.rs sale/*.rs receipt.rs receipt/*.rs' \
    -C=--lib -- -- --skip laws
}

writer() {
  part ledger 'writer.rs journal.rs transfers.rs attempts.rs attempts/*.rs sales.rs sales/*.rs
    receipts.rs receipts/*.rs inbox.rs tail.rs rebuild.rs alarms.rs' \
    -C=--test=book -- -- --skip laws --skip written_meanwhile
}

parts=("$@")
((${#parts[@]} > 0)) || parts=(core writer)
steps $((1 + 2 * ${#parts[@]}))
step "Look for what making mistakes needs" need_cargo mutants '^27.1'
# The patterns are for cargo-mutants, not for this folder.
set -f
for part in "${parts[@]}"; do
  case $part in
    core | writer) "$part" ;;
    *) stop "There is no part called $part: core or writer." ;;
  esac
done
