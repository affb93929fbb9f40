#!/usr/bin/env bash
# Holds every template that the examples and the tests synthesise against CloudFormation's own schemas, with cfn-lint.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

skip() {
  printf 'SKIPPED: cfn-lint on the templates, because %s\n' "$1"
  exit 0
}

# shellcheck source=../aws/fetch.sh
. test/aws/fetch.sh
need_cfn_lint
run_suite templates.aws.ts
