#!/usr/bin/env bash
# Runs the contract suites of the table on DynamoDB Local, fetched from Maven Central into a cache outside the
# repository. Needs JDK 17 or later, Maven and the network; says so and succeeds where one of them is not there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

skip() {
  printf 'SKIPPED: the suites on DynamoDB Local, because %s\n' "$1"
  exit 0
}

command -v mvn >/dev/null || skip 'there is no Maven here (mvn)'
command -v javac >/dev/null || skip 'there is no JDK here (javac)'
java_version=$(javac -version 2>&1 | sed -E 's/^javac ([0-9]+).*/\1/')
((java_version >= 17)) || skip "JDK $java_version is too old; it takes 17"

version=$(sed -nE 's|.*<version>(2\.[^<]+)</version>.*|\1|p' test/emulators/pom.xml)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/tocsin/dynamodb-local-$version"
log=$(mktemp)
emulator=

finish() {
  if [ -n "$emulator" ]; then
    kill "$emulator" 2>/dev/null || true
    wait "$emulator" 2>/dev/null || true
  fi
  rm -f "$log"
}
trap finish EXIT

# A folder appears under its name only when it is complete.
if [ ! -d "$cache" ]; then
  echo "fetching DynamoDB Local $version"
  mkdir -p "$(dirname "$cache")"
  part=$(mktemp -d "$cache.XXXXXX")
  if ! timeout 300 mvn --quiet --batch-mode --file test/emulators/pom.xml \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$part" >"$log" 2>&1; then
    rm -rf "$part"
    tail -n 20 "$log"
    if grep -qiE 'could not transfer|unknown host|connection refused|timed out|unreachable|no route' "$log"; then
      skip 'Maven Central can not be reached'
    fi
    exit 1
  fi
  mv --no-target-directory "$part" "$cache" 2>/dev/null || rm -rf "$part"
fi

java -Dfile.encoding=UTF-8 -Djava.library.path="$cache" -cp "$cache/*" test/emulators/LoopbackServer.java >"$log" 2>&1 &
emulator=$!
port=
for _ in $(seq 150); do
  port=$(sed -nE 's/^listening on ([0-9]+)$/\1/p' "$log")
  [ -z "$port" ] || break
  kill -0 "$emulator" 2>/dev/null || break
  sleep 0.2
done
if [ -z "$port" ]; then
  cat "$log"
  echo 'DynamoDB Local did not start'
  exit 1
fi

echo "DynamoDB Local $version on 127.0.0.1:$port"
DYNAMODB_LOCAL_PORT=$port timeout 600 node_modules/.bin/node node_modules/vitest/vitest.mjs run --config vitest.emulators.config.ts
