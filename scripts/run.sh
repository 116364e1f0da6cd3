#!/usr/bin/env bash
# Sets the machine up, builds the till and opens it in practice mode.
# Arguments go to the till. With SCREENSHOT=file it photographs the window and ends.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh
. scripts/display.sh

has_screen() {
  [[ $(uname -s) != Linux || -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]
}

# Opens an invisible display that ends with this script.
open_invisible_display() {
  folder=$(mktemp -d)
  trap 'kill "${TILL_ID:-}" "${XVFB:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
  open_display "$folder"
}

tell_how_to_look() {
  echo
  echo "There is no screen here, so the till opens on the invisible display $DISPLAY. To look:"
  echo "  import -display $DISPLAY -window root shot.png    one picture"
  echo "  x11vnc -display $DISPLAY -localhost               with a VNC viewer"
  echo "  SCREENSHOT=shot.png make run                 one picture of the first screen, then end"
  echo "Ctrl-C ends it."
}

# wait_until_ready: passes the till's messages on until its first screen is whole.
wait_until_ready() {
  local line
  while read -r -t 120 line <&4; do
    echo "$line" >&2
    [[ $line != "kaunta: painted ready" ]] || return 0
  done
  stop "The till did not open its window: see its messages above."
}

photograph() {
  mkfifo "$folder/messages"
  KAUNTA_REPORT_PAINT=1 "$TILL_PROGRAM" --practice "$@" 2>"$folder/messages" &
  TILL_ID=$!
  exec 4<"$folder/messages"
  wait_until_ready
  import -window root "$SCREENSHOT"
  echo "The window is in $SCREENSHOT."
}

steps 3
step "Set up this machine" scripts/setup.sh
step "Build the screens" scripts/ui.sh
step "Build the till (some minutes the first time)" cargo build "${TILL[@]}" --bin kaunta

if [[ -n ${SCREENSHOT:-} ]]; then
  [[ $(uname -s) == Linux ]] || stop "SCREENSHOT works on Linux alone."
  open_invisible_display
  photograph "$@"
elif has_screen; then
  exec "$TILL_PROGRAM" --practice "$@"
else
  open_invisible_display
  tell_how_to_look
  "$TILL_PROGRAM" --practice "$@"
fi
