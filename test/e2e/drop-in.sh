#!/usr/bin/env bash
# Senders that know only a robot's own wire, with another host: curl as OCP's manual has it, and from PyPI Apprise,
# DingtalkChatbot and wechat-work-webhook; and the examples of docs/drop-in.md that sign. Installs them where it may; says so and succeeds where they can not be had.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

skip() {
  printf 'SKIPPED: senders that know only a robot, because %s\n' "$1"
  exit 0
}

packages=(apprise DingtalkChatbot wechat-work-webhook)

for program in curl openssl; do
  command -v "$program" >/dev/null || skip "there is no $program"
done
python3 -m pip --version >/dev/null 2>&1 || skip 'there is no python3 with pip'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
timeout 180 python3 -m pip install --quiet --disable-pip-version-check --target "$work/python" "${packages[@]}" \
  >"$work/log" 2>&1 || { tail -n 3 "$work/log"; skip "its packages can not be installed (${packages[*]})"; }

PYTHONPATH="$work/python" timeout --kill-after=5 120 node_modules/.bin/node test/e2e/drop-in.ts
