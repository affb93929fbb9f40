#!/usr/bin/env bash
# Deploys the synthesised template to moto with IAM enforcement, and plays the relay's life in it with the functions' own
# roles. `moto.sh grants` takes every grant away, one after the other: each must be missed.
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
case ${1:-} in
  grants) run_suite grants.aws.ts 1800 ;;
  *) run_suite deployed.aws.ts ;;
esac
