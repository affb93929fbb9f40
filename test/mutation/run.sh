#!/usr/bin/env bash
# Changes the code of pacing, dispatching and the next step in thousands of small ways, one at a time, and counts how many
# of them a test notices. Prints the score of each folder and fails below 85 %. Paths as arguments take the place of
# those three. Fetches Stryker from the npm registry into a cache outside the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=10.1.1
cache="${XDG_CACHE_HOME:-$HOME/.cache}/tocsin/stryker-$version"

# A folder appears under its name only when it is complete.
if [ ! -d "$cache" ]; then
  echo "fetching Stryker $version"
  mkdir -p "$(dirname "$cache")"
  part=$(mktemp -d "$cache.XXXXXX")
  trap 'rm -rf "$part"' EXIT
  echo '{"private":true}' >"$part/package.json"
  # Vitest is the repository's own, below.
  npm install --prefix "$part" --no-audit --no-fund --loglevel=error --legacy-peer-deps \
    "@stryker-mutator/core@$version" "@stryker-mutator/vitest-runner@$version"
  mv "$part" "$cache"
fi
ln -sfn "$PWD/node_modules/vitest" "$cache/node_modules/vitest"

mutate=()
for path in "$@"; do
  if [ -d "$path" ]; then path="${path%/}/**/*.ts"; fi
  mutate+=("$path")
done
arguments=()
if [ "${#mutate[@]}" -gt 0 ]; then
  arguments=(--mutate "$(IFS=, && echo "${mutate[*]}")")
fi

rm -f coverage/mutation/report.json
node "$cache/node_modules/@stryker-mutator/core/bin/stryker.js" run test/mutation/stryker.json "${arguments[@]}"
node test/mutation/score.ts coverage/mutation/report.json
echo 'What survived, line by line: coverage/mutation/report.html'
