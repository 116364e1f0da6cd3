#!/usr/bin/env bash
# Runs the window stories: the built till, driven by WebDriver, at a desk of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

if [[ $(uname -s) != Linux ]]; then
  echo "SKIPPED: the window stories need WebKitWebDriver, which is on Linux alone."
  exit
fi
KAUNTA_PROGRAM=$(realpath "$TILL_PROGRAM")
export KAUNTA_PROGRAM
scripts/desk.sh cargo test -p window
