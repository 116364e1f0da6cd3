#!/usr/bin/env bash
# Puts on this machine what building and testing the till need, and says what and why.
# The second time it finds everything there, installs nothing and needs no network.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/steps.sh

# To build the window, and to link it.
BUILD_PACKAGES=(libwebkit2gtk-4.1-dev build-essential pkg-config file)
# To open the window without a screen, to drive and photograph it, to test a real keyring, to walk
# through the stand-in as its documentation does, to kill the till at a system call, and to set its
# clock wrong.
TEST_PACKAGES=(xvfb xauth dbus dbus-x11 gnome-keyring webkit2gtk-driver imagemagick
  fonts-dejavu-core curl strace faketime)

NODE_AT_LEAST=20.19
RUST_AT_LEAST=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)

# at_least WANTED FOUND: holds when version FOUND is WANTED or newer (major and minor).
at_least() {
  local wanted_major=${1%%.*} wanted_minor found_major=${2%%.*} found_minor
  wanted_minor=$(cut -d. -f2 <<<"$1")
  found_minor=$(cut -d. -f2 <<<"$2")
  ((found_major > wanted_major || (found_major == wanted_major && found_minor >= wanted_minor)))
}

check_rust() {
  command -v cargo >/dev/null ||
    stop "Rust is missing. Install it from https://rustup.rs, open a new terminal, try again."
  local found
  found=$(cargo --version | cut -d' ' -f2)
  at_least "$RUST_AT_LEAST" "$found" ||
    stop "Rust $found is too old: $RUST_AT_LEAST or newer is needed. Run: rustup update stable"
  echo "Rust $found is there."
}

check_node() {
  command -v npm >/dev/null ||
    stop "Node.js is missing: version $NODE_AT_LEAST or newer builds the screens." \
      "Install it from https://nodejs.org and try again."
  local found
  found=$(node --version)
  at_least "$NODE_AT_LEAST" "${found#v}" ||
    stop "Node.js $found is too old: $NODE_AT_LEAST or newer is needed."
  echo "Node.js $found is there."
}

# missing PACKAGE…: prints those that dpkg does not have installed.
missing() {
  local package
  for package in "$@"; do
    dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' || echo "$package"
  done
}

# as_root COMMAND…: runs it as root, through sudo where needed, never waiting for a password unseen.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null && [[ -t 0 ]]; then
    sudo "$@"
  elif ! command -v sudo >/dev/null || ! sudo -n "$@"; then
    stop "This needs root. Run it yourself, then try again:" "  $*"
  fi
}

install_debian() {
  local wanted
  wanted=$(missing "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}" | paste -sd' ' -)
  if [[ -z $wanted ]]; then
    echo "All system packages are there."
    return
  fi
  echo "Installing by apt, to build the window, to drive it in tests and to reach a keyring: $wanted"
  as_root apt-get update -q
  # shellcheck disable=SC2086  # a list of package names
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $wanted
}

install_system_packages() {
  case $(uname -s) in
    Linux)
      if command -v apt-get >/dev/null; then
        install_debian
      else
        echo "This is not Debian or Ubuntu: please see to these yourself (Debian's names):"
        echo "  ${BUILD_PACKAGES[*]} ${TEST_PACKAGES[*]}"
      fi
      ;;
    Darwin)
      xcode-select -p >/dev/null 2>&1 ||
        echo "Xcode's command line tools are needed. Install them by: xcode-select --install"
      ;;
    *)
      echo "On Windows two things must be there: the MSVC build tools (Visual Studio Build Tools,"
      echo "'Desktop development with C++') and the WebView2 runtime (part of Windows 10 and 11)."
      ;;
  esac
}

# The lock file's checksum is kept beside what was installed from it.
install_npm_packages() {
  local stamp=ui/node_modules/.installed-from lock
  lock=$(cksum <ui/package-lock.json)
  if [[ -f $stamp && $(<"$stamp") == "$lock" ]]; then
    echo "All npm packages are there."
    return
  fi
  echo "Installing by npm what the screens are built and tested with."
  npm --prefix ui ci --no-audit --no-fund
  echo "$lock" >"$stamp"
}

steps 4
step "Rust" check_rust
step "Node.js" check_node
step "System packages" install_system_packages
step "npm packages" install_npm_packages
