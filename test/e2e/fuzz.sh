#!/usr/bin/env bash
# Requests by the thousand to every route of a relay process, made from its own OpenAPI document by Schemathesis (PyPI):
# no answer it does not describe, no 5xx, no secret in any answer, memory that stays. `npm run fuzz -- --requests 20000`
# makes more of them. Says so and succeeds where Schemathesis can not be had.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

skip() {
  printf 'SKIPPED: requests made from the OpenAPI document, because %s\n' "$1"
  exit 0
}

# shellcheck source=../aws/fetch.sh
. test/aws/fetch.sh
need_schemathesis
timeout --kill-after=10 "${TOCSIN_FUZZ_SECONDS:-1800}" node_modules/.bin/node test/fuzz/main.ts "$@"
