#!/usr/bin/env bash
# Feeds hostile bytes to every parser of what comes in, from the kept corpora and the samples.
#   scripts/fuzz.sh [TARGET…]   runs each target, or those named, FUZZ_RUNS times (200,000)
#   FUZZ_SANITIZER=none         leaves the address sanitizer out: three times as fast
#   FUZZ_KEEP=1                 keeps of what was found the least that reaches as much code
# What is found meanwhile stays in the target folder; a body that breaks a parser is in
# fuzz/artifacts, and the run ends there.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

RUNS=${FUZZ_RUNS:-200000}
SANITIZER=${FUZZ_SANITIZER:-address}
LONGEST=4096
MOST_KEPT=150
FOUND=$TARGET/fuzz-corpus

need_tools() {
  command -v c++ >/dev/null || stop "A C++ compiler is missing: libFuzzer is built by it."
  case $(rustc --version) in
    *nightly*) echo "The compiler is a nightly one." ;;
    *)
      export RUSTC_BOOTSTRAP=1
      echo "Fuzzing needs a nightly compiler: RUSTC_BOOTSTRAP=1 lets the stable one be it."
      ;;
  esac
  need_cargo fuzz '^0.13'
}

# with_target VERB TARGET ARGUMENT…: calls cargo fuzz for one target.
with_target() {
  local verb=$1 target=$2
  shift 2
  cargo fuzz "$verb" --sanitizer "$SANITIZER" "$target" "$@"
}

run() {
  local target=$1 samples=tests/fixtures/daraja
  [[ $target == phone || $target == money_text ]] && samples=
  mkdir -p "$FOUND/$target" "fuzz/corpus/$target"
  # shellcheck disable=SC2086  # without samples there is no argument
  with_target run "$target" "$FOUND/$target" "fuzz/corpus/$target" $samples -- \
    -runs="$RUNS" -max_len=$LONGEST -timeout=5 -dict=fuzz/bodies.dict
}

# Edges alone decide what is kept, not how often they are passed, and those that reach most come
# first, so that corpora stay small.
keep() {
  local target=$1 kept
  kept=$(mktemp -d)
  with_target run "$target" "$kept" "fuzz/corpus/$target" "$FOUND/$target" -- \
    -set_cover_merge=1 -use_counters=0 -use_cmp=0 -max_len=$LONGEST
  # shellcheck disable=SC2012  # the names are hashes
  (cd "$kept" && ls -tr | tail -n +$((MOST_KEPT + 1)) | xargs rm -f --)
  rm -rf "fuzz/corpus/$target"
  mv "$kept" "fuzz/corpus/$target"
  chmod 755 "fuzz/corpus/$target"
}

targets=("$@")
if ((${#targets[@]} == 0)); then
  for file in fuzz/fuzz_targets/*.rs; do
    targets+=("$(basename "$file" .rs)")
  done
fi

steps $((1 + ${#targets[@]} * (${FUZZ_KEEP:+1} + 1)))
step "Look for what fuzzing needs" need_tools
for target in "${targets[@]}"; do
  step "Fuzz $target" run "$target"
  [[ -z ${FUZZ_KEEP:-} ]] || step "Keep of $target the least that reaches as much" keep "$target"
done
