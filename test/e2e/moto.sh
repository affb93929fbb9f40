#!/usr/bin/env bash
# Deploys the synthesised template to moto with IAM enforcement, and plays the relay's life in it with the functions' own
# roles.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

skip() {
  printf 'SKIPPED: the relay in an account of moto, because %s\n' "$1"
  exit 0
}

# shellcheck source=../aws/fetch.sh
. test/aws/fetch.sh
need_moto
need_runtime_interface
run_suite deployed.aws.ts
