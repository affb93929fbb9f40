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

report=coverage/mutation/report.json
again=coverage/mutation/again.json
stryker="$cache/node_modules/@stryker-mutator/core/bin/stryker.js"
rm -rf coverage/mutation

# Most changes are noticed by tests that take a moment. Only what these let through is tried on whole pipelines.
echo 'first by the tests of the parts'
TOCSIN_MUTATION_TESTS=parts node "$stryker" run test/mutation/stryker.json "${arguments[@]}"
reports=("$report")
node test/mutation/second-run.ts test/mutation/stryker.json "$report" "$again" >coverage/mutation/second-run.json
if [ -s coverage/mutation/second-run.json ]; then
  echo 'then, what came through, by those of pipelines'
  TOCSIN_MUTATION_TESTS=pipelines node "$stryker" run coverage/mutation/second-run.json
  reports+=("$again")
fi

node test/mutation/score.ts "${reports[@]}"
echo "What survived, line by line: ${reports[-1]%.json}.html"
