#!/usr/bin/env bash
# Ten thousand bodies, real ones mutated and such as are nobody's, through every way in of a relay in one process and in
# virtual time: no 5xx, none accepted and lost, no secret echoed. `npm run fuzz:bodies -- --bodies 100000` sends more.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

timeout --kill-after=10 600 node_modules/.bin/node test/fuzz/bodies.ts --bodies 10000 "$@"
