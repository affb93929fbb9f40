# Sourced by the scripts beside it: fetches the programs they need into a cache outside the repository. A folder appears
# there under its name only when it is complete. `skip` is the sourcing script's own.

cache="${XDG_CACHE_HOME:-$HOME/.cache}/tocsin"
export PYTHONPYCACHEPREFIX="$cache/pycache"
CFN_LINT_VERSION=1.58.0
MOTO_VERSION=5.2.5
RIC_VERSION=4.0.2
SCHEMATHESIS_VERSION=4.32.5
# Carries the runtime interface emulator, which is in no registry by itself.
SAM_CLI_VERSION=1.170.0
NETWORK_TROUBLE='could not find a version|no matching distribution|connection (refused|error|reset)|timed out|unreachable|temporary failure|ETIMEDOUT|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|E40[34]'

# fetch NAME COMMAND…: runs a command with the folder to fill as its last argument, unless that was done before.
fetch() {
  local name=$1 folder="$cache/$1" part log result=0
  shift
  [ ! -d "$folder" ] || return 0
  echo "fetching $name"
  mkdir -p "$cache"
  part=$(mktemp -d "$folder.XXXXXX")
  log=$(mktemp)
  "$@" "$part" >"$log" 2>&1 || result=$?
  if ((result == 0)); then
    mv --no-target-directory "$part" "$folder" 2>/dev/null || rm -rf "$part"
    rm -f "$log"
    return 0
  fi
  rm -rf "$part"
  tail -n 20 "$log"
  if grep -qiE "$NETWORK_TROUBLE" "$log"; then skip "$name can not be fetched"; fi
  rm -f "$log"
  echo "$name could not be installed"
  exit 1
}

need_python() {
  command -v python3 >/dev/null || skip 'there is no Python here (python3)'
  python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
    skip 'it takes Python 3.10 or later with venv'
}

# Into a folder of packages, not a venv: that one would not bear the folder's later name.
install_python() {
  local folder=${!#}
  # What is needed of it is compiled when it is first imported.
  timeout 300 python3 -m pip install --quiet --no-compile --disable-pip-version-check --target "$folder" "${@:1:$#-1}"
}

install_ric() {
  echo '{"private":true}' >"$1/package.json"
  # What its addon asks of Node is the same for all versions: the headers of the machine's own Node will do.
  local headers
  headers=$(cd "$(dirname "$(readlink -f "$(command -v node)")")/.." && pwd)
  [ ! -f "$headers/include/node/node_api.h" ] || export npm_config_nodedir="$headers"
  timeout 400 npm install --prefix "$1" --no-audit --no-fund --loglevel=error --foreground-scripts \
    "aws-lambda-ric@$RIC_VERSION"
}

install_rie() {
  local machine
  machine=$(uname -m)
  timeout 120 python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --dest "$1" "aws-sam-cli==$SAM_CLI_VERSION" &&
    python3 - "$1" "${machine/aarch64/arm64}" <<'PYTHON' && rm -f "$1"/*.whl
import os, pathlib, sys, zipfile
folder, machine = pathlib.Path(sys.argv[1]), sys.argv[2]
with zipfile.ZipFile(next(folder.glob('*.whl'))) as wheel:
    (folder / 'aws-lambda-rie').write_bytes(wheel.read(f'samcli/local/rapid/aws-lambda-rie-{machine}'))
os.chmod(folder / 'aws-lambda-rie', 0o755)
PYTHON
}

need_cfn_lint() {
  need_python
  fetch "cfn-lint-$CFN_LINT_VERSION" install_python "cfn-lint==$CFN_LINT_VERSION"
  export TOCSIN_CFN_LINT="$cache/cfn-lint-$CFN_LINT_VERSION"
}

need_moto() {
  need_python
  fetch "moto-$MOTO_VERSION" install_python "moto[server]==$MOTO_VERSION"
  export TOCSIN_MOTO="$cache/moto-$MOTO_VERSION"
}

need_schemathesis() {
  need_python
  fetch "schemathesis-$SCHEMATHESIS_VERSION" install_python "schemathesis==$SCHEMATHESIS_VERSION"
  export TOCSIN_SCHEMATHESIS="$cache/schemathesis-$SCHEMATHESIS_VERSION"
}

# The real runtime interface client, in the real emulator of Lambda's side.
need_runtime_interface() {
  need_python
  [ "$(uname -s)" = Linux ] || skip 'the runtime interface emulator runs on Linux only'
  local program
  for program in g++ make cmake; do
    command -v "$program" >/dev/null || skip "the runtime interface client takes $program to be built"
  done
  fetch "lambda-rie-$SAM_CLI_VERSION" install_rie
  fetch "lambda-ric-$RIC_VERSION" install_ric
  export TOCSIN_RIE="$cache/lambda-rie-$SAM_CLI_VERSION/aws-lambda-rie"
  export TOCSIN_RIC="$cache/lambda-ric-$RIC_VERSION/node_modules/aws-lambda-ric/index.mjs"
}

run_suite() {
  timeout --kill-after=10 "${2:-420}" node_modules/.bin/node node_modules/vitest/vitest.mjs run \
    --config vitest.aws.config.ts "test/aws/$1"
}
