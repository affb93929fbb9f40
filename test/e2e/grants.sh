#!/usr/bin/env bash
# Takes every grant of the template away, one after the other, and plays the relay's life in an account of moto without
# it: each must be missed. Prints the table of what was missed when.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

skip() {
  printf 'SKIPPED: the relay without each of its grants, because %s\n' "$1"
  exit 0
}

# shellcheck source=../aws/fetch.sh
. test/aws/fetch.sh
need_moto
need_runtime_interface
run_suite grants.aws.ts 900
