# shellcheck shell=bash
#
# Sourced by the tools beside it: installs a pinned tool once, outside the tree, and prints nothing
# when it is there already. $OUTFLOW_CACHE names the place; by default it is the user's cache folder.

cache="${OUTFLOW_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/outflow}"

# install_once DIR COMMAND...: makes DIR by running COMMAND with a temporary folder as its last
# argument, which becomes DIR when COMMAND succeeds. So DIR is whole or absent, whatever dies.
# Concurrent callers wait for the first one.
install_once() {
  local dir="$1" staging
  shift
  [ -d "$dir" ] && return
  mkdir -p "$(dirname "$dir")"
  exec 9>"$dir.lock"
  lock 9
  if [ ! -d "$dir" ]; then
    echo "installing $(basename "$dir") into $dir" >&2
    staging="$dir.staging"
    rm -rf "$staging"
    "$@" "$staging" >&2
    mv "$staging" "$dir"
  fi
  exec 9>&-
}

# lock FD: flock where there is one (it is not part of macOS), else no lock.
lock() {
  if command -v flock >/dev/null; then flock "$1"; fi
}

# die MESSAGE: says what is wrong and ends the tool.
die() {
  echo "$(basename "$0"): $1" >&2
  exit 1
}
