# An invisible display for machines without a screen. Sourced, not run.
# shellcheck shell=bash

# open_display FOLDER: starts Xvfb on a free display number, sets DISPLAY and XVFB (its process id).
# FOLDER is a temporary one of the caller's, who ends Xvfb as well.
open_display() {
  mkfifo "$1/display"
  Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$1/display" 2>"$1/xvfb.log" &
  # shellcheck disable=SC2034  # read by the caller
  XVFB=$!
  local number
  read -r -t 30 number <"$1/display" || {
    cat "$1/xvfb.log" >&2
    return 1
  }
  export DISPLAY=:$number
  unset WAYLAND_DISPLAY
}
