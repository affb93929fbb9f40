#!/usr/bin/env bash
# 500 alerts in 20 s to one channel of a real relay process, and once more with `kill -9` in the middle.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

timeout 330 node_modules/.bin/node test/e2e/five-hundred.ts
