#!/usr/bin/env bash
# A real Alertmanager and a real forward proxy, Debian's packages, around the relay: on its own path for Alertmanager
# and on those of the relays that people replace. Installs them where it may; says
# so and succeeds where they can not be had.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

skip() {
  printf 'SKIPPED: a real Alertmanager through a real proxy, because %s\n' "$1"
  exit 0
}

packages=(prometheus-alertmanager tinyproxy-bin)
policy=/usr/sbin/policy-rc.d

# Only the programs are wanted: the packages' own services stay off.
install_packages() {
  local ours=
  if [ ! -e "$policy" ]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  local result=0
  DEBIAN_FRONTEND=noninteractive timeout 180 apt-get install -y -qq --no-install-recommends "${packages[@]}" \
    >"$log" 2>&1 || result=$?
  [ -z "$ours" ] || rm -f "$policy"
  return "$result"
}

if ! command -v prometheus-alertmanager >/dev/null || ! command -v tinyproxy >/dev/null; then
  command -v apt-get >/dev/null || skip 'its packages are not installed, and this is not a Debian (apt-get)'
  [ "$(id -u)" = 0 ] || skip "only root can install its packages (${packages[*]})"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  if ! install_packages; then
    timeout 120 apt-get update -qq >"$log" 2>&1 || skip 'the package archive can not be reached'
    install_packages || { tail -n 5 "$log"; skip 'its packages can not be installed'; }
  fi
fi

timeout --kill-after=5 180 node_modules/.bin/node test/e2e/alertmanager.ts
