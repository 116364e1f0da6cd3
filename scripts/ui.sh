#!/usr/bin/env bash
# Builds the screens into ui/dist, when a source is newer than the last build.
set -euo pipefail
cd "$(dirname "$0")/.."

built=ui/dist/index.html
if [[ -f $built ]]; then
  newer=$(find ui \( -path ui/node_modules -o -path ui/dist \) -prune \
    -o -type f -newer "$built" -print)
  if [[ -z $newer ]]; then
    echo "The screens are up to date."
    exit
  fi
fi
npm --prefix ui run build
