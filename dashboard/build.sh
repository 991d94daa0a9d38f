#!/bin/sh
# One step of the front end's build, run by Maven and usable by hand:
#   install   npm ci, only when package-lock.json differs from what is installed
#   bundle    type check, then vite build into $HOLDFAST_DASHBOARD_OUT (default: dist)
#   test      unit tests
# Silent unless a step fails.
set -eu
cd "$(dirname "$0")"

die() {
    echo "dashboard: $*" >&2
    exit 1
}

quietly() {
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        die "'$*' failed"
    fi
    rm -f "$log"
}

command -v node >/dev/null || die "node is missing: install Node.js 20.19 or newer to build the front end"
command -v npm >/dev/null || die "npm is missing: install npm 10 or newer to build the front end"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    die "Node.js $(node -v) is too old: 20.19 or newer is needed"

case "${1:-}" in
install)
    installed=node_modules/.holdfast-lock
    cmp -s package-lock.json "$installed" && exit 0
    quietly npm ci --no-fund --no-audit
    cp package-lock.json "$installed"
    ;;
bundle)
    quietly npm run check
    quietly npm run build
    ;;
test)
    quietly npm test
    ;;
*)
    die "usage: build.sh install|bundle|test"
    ;;
esac
