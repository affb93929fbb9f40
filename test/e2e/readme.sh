#!/usr/bin/env bash
# Does what the README's "Run it" says, word for word, and looks whether the alert arrives.
# Skips, and says so, where the README's two ports are taken.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

for port in 8080 9100; do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    echo "SKIPPED: port $port, which the README uses, is taken on this machine"
    exit 0
  fi
done

work=$(mktemp -d)
pids=()
stop() {
  ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

# block PATTERN: the README's shell block that matches it.
block() {
  awk -v pattern="$1" '
    /^```sh$/ { inside = 1; text = ""; next }
    /^```$/ && inside { inside = 0; if (text ~ pattern) { printf "%s", text; exit } }
    inside { text = text $0 "\n" }' README.md
}

# await FILE TEXT: waits until a line with the text is there, at most 30 s.
await() {
  for _ in $(seq 300); do
    grep -q -- "$2" "$1" && return 0
    sleep 0.1
  done
  echo "nothing says \"$2\":"
  cat "$1"
  return 1
}

# start NAME PATTERN READY: runs a block in the background, as the first process of its own shell.
start() {
  printf 'exec %s\n' "$(block "$2" | sed ':a;N;$!ba;s/\\\n *//g' | sed 's/^\([A-Z_]*=\)/env \1/')" >"$work/$1.sh"
  TOCSIN_DATA="$work/data" bash "$work/$1.sh" >"$work/$1.log" 2>&1 &
  pids+=($!)
  await "$work/$1.log" "$3"
}

start sandbox 'npm run sandbox' 'Ctrl-C stops'
start relay 'npm start' 'listening on'

block '^curl' >"$work/steps.sh"
bash -eu "$work/steps.sh" >"$work/steps.log" 2>"$work/steps.err"
for text in '"name":"dba-oncall"' '"outcome":"delivered"' '"accepted":1'; do await "$work/steps.log" "$text"; done

# A person takes a second between the steps; the last one is asked until the answer is there.
for _ in $(seq 50); do
  bash -eu -c "$(tail -n 1 "$work/steps.sh")" >"$work/last.log" 2>/dev/null
  grep -q '"state":"delivered"' "$work/last.log" && break
  sleep 0.2
done
await "$work/last.log" '"state":"delivered"'
await "$work/sandbox.log" 'OB 服务器无法连接'
await "$work/sandbox.log" '@13800000000'

echo 'The README does what it says.'
