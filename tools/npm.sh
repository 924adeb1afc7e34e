# shellcheck shell=bash
#
# Sourced by the tools beside it, after cache.sh: installs what an npm lock file names, once, into the
# tools' cache. No script of any package runs.

# npm_once FOLDER: FOLDER holds package.json and package-lock.json; sets dir to where its node_modules are.
npm_once() {
  command -v npm >/dev/null || die "needs Node.js with npm: https://nodejs.org"
  dir="$cache/$(basename "$1")-$(cksum <"$1/package-lock.json" | cut -d' ' -f1)"
  install_once "$dir" npm_install "$1"
}

npm_install() {
  mkdir "$2"
  cp "$1/package.json" "$1/package-lock.json" "$2"
  npm ci --silent --ignore-scripts --no-audit --no-fund --prefix "$2"
}
