#!/usr/bin/env bash
# Calls the synthesised bundles through AWS's own runtime interface: its client for Node in its emulator of Lambda.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

skip() {
  printf 'SKIPPED: the bundles in the Lambda runtime interface, because %s\n' "$1"
  exit 0
}

# shellcheck source=../aws/fetch.sh
. test/aws/fetch.sh
need_runtime_interface
run_suite runtime-interface.aws.ts
