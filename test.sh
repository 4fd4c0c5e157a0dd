#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests, each against a Redis, a browser and servers
# of its own on free ports. Ends with "N passed, N failed".
#
#   ./test.sh           everything; some tens of minutes
#   ./test.sh --quick   for daily work: the dev build, unit, contract and integration tests, the SDKs'
set -uo pipefail
cd "$(dirname "$0")" || exit 1

usage() { sed -n 's/^# \{0,1\}//; 2,6p' "$0"; }

quick=no
for argument; do
  case $argument in
    --quick) quick=yes ;;
    -h | --help) usage; exit 0 ;;
    *) echo "test.sh: unknown option $argument" >&2; usage >&2; exit 2 ;;
  esac
done

root=$PWD
results=build/test-results
rm -rf "$results"
mkdir -p "$results"
fuzz_seconds=${FANFARE_FUZZ_SECONDS:-15}
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export TSAN_OPTIONS=suppressions=$PWD/tests/tsan.supp:halt_on_error=0

# step NAME COMMAND...: runs a command under a headline. One that leaves no results of its own
# counts as one case.
step() {
  local name=$1 began=$SECONDS status=0
  shift
  printf '\n==> %s\n' "$name"
  "$@" || status=$?
  printf '    %s: %s, %d s\n' "$name" "$([ "$status" = 0 ] && echo done || echo FAILED)" $((SECONDS - began))
  if [ ! -e "$results/$name.xml" ]; then
    echo "$status" >"$results/$name.status"
  fi
  return 0
}

python_environment() {
  local stamp=.venv/requirements.txt
  cmp -s tests/integration/requirements.txt "$stamp" && return
  rm -rf .venv
  python3 -m venv .venv &&
    .venv/bin/pip install --quiet --disable-pip-version-check -r tests/integration/requirements.txt &&
    cp tests/integration/requirements.txt "$stamp"
}

framework_environments() { PYTHONPATH=tests/integration .venv/bin/python -m support.frameworks; }

# What the tests of the Python SDK use.
python_sdk_environment() {
  local folder=publisher-sdk/python
  local stamp=$folder/.venv/requirements.txt
  cmp -s $folder/tests/requirements.txt "$stamp" && return
  rm -rf $folder/.venv
  python3 -m venv $folder/.venv &&
    $folder/.venv/bin/pip install --quiet --disable-pip-version-check -r $folder/tests/requirements.txt &&
    cp $folder/tests/requirements.txt "$stamp"
}

# node_modules_of FOLDER: what its package-lock.json pins.
node_modules_of() {
  local stamp=$1/node_modules/.package-lock.json.installed
  cmp -s "$1/package-lock.json" "$stamp" && return
  (cd "$1" && npm ci --silent --no-audit --no-fund) && cp "$1/package-lock.json" "$stamp"
}

site_environments() {
  local site
  for site in django flask express php cpp; do
    examples/sites/run.sh "$site" --install || return
  done
}

build() { cmake --preset "$1" >/dev/null && cmake --build --preset "$1"; }

# Unit and contract tests, checks of the source, and the installation: what CTest knows.
ctest_of() {
  ctest --preset "$1" --parallel 2 --quiet --output-junit "$PWD/$results/ctest-$1.xml" \
    --test-output-size-passed 100000
}

integration_of() {
  # More at once than there are cores, for they wait more than they compute.
  FANFARE_BINARY=$PWD/build/$1/src/cli/fanfare .venv/bin/python -m pytest tests/integration -q \
    -n 4 --dist loadfile --junit-xml="$results/integration-$1.xml" -o junit_family=xunit1
}

browser_of() {
  FANFARE_BINARY=$PWD/build/$1/src/cli/fanfare \
    FANFARE_PYTHON=$PWD/.venv/bin/python \
    node --test --test-concurrency=1 --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="$results/browser-$1.xml" \
    tests/browser/*.test.mjs
}

# The publisher SDKs of other languages, each by its own runner.
python_sdk_of() {
  (cd publisher-sdk/python && FANFARE_BINARY=$root/build/$1/src/cli/fanfare \
    .venv/bin/python -m pytest -q --junit-xml="$root/$results/sdk-python-$1.xml" -o junit_family=xunit1)
}

# Its glue with the oldest Django, which the integration tests' environment has.
python_sdk_with_django_3_of() {
  (cd publisher-sdk/python && FANFARE_BINARY=$root/build/$1/src/cli/fanfare \
    "$root/.venv/bin/python" -m pytest -q tests/test_django.py tests/test_django_site.py \
    --junit-xml="$root/$results/sdk-python-django-3-$1.xml" -o junit_family=xunit1)
}

node_sdk_of() {
  FANFARE_BINARY=$root/build/$1/src/cli/fanfare FANFARE_PYTHON=$root/.venv/bin/python \
    node --test --test-concurrency=1 --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="$results/sdk-node-$1.xml" \
    publisher-sdk/node/tests/*.test.mjs
}

php_sdk_of() {
  (cd publisher-sdk/php && FANFARE_BINARY=$root/build/$1/src/cli/fanfare FANFARE_PYTHON=$root/.venv/bin/python \
    phpunit --log-junit "$root/$results/sdk-php-$1.xml")
}

# What one of them publishes, the others fetch.
all_sdks_of() {
  FANFARE_BINARY=$root/build/$1/src/cli/fanfare publisher-sdk/python/.venv/bin/python -m pytest publisher-sdk/tests -q \
    -o pythonpath="$root/tests/integration" --junit-xml="$results/sdk-languages-$1.xml" -o junit_family=xunit1
}

format_check() {
  git ls-files '*.h' '*.cpp' | xargs clang-format --dry-run --Werror
}

step install tools/install_dependencies.sh test
step python-environment python_environment
step framework-environments framework_environments
step python-sdk-environment python_sdk_environment
step node-sdk-environment node_modules_of publisher-sdk/node

step build-dev build dev
step ctest-dev ctest_of dev
step integration-dev integration_of dev
step sdk-python-dev python_sdk_of dev
step sdk-python-django-3-dev python_sdk_with_django_3_of dev
step sdk-node-dev node_sdk_of dev
step sdk-php-dev php_sdk_of dev
step sdk-languages-dev all_sdks_of dev

if [ "$quick" = no ]; then
  step format format_check
  step browser-environment node_modules_of tests/browser
  step site-environments site_environments
  step browser-dev browser_of dev
  for preset in asan tsan; do
    step "build-$preset" build "$preset"
    step "ctest-$preset" ctest_of "$preset"
    step "integration-$preset" integration_of "$preset"
  done
  step build-clang build clang
  step bench bench/run.sh --quick
  step fuzz tools/fuzz.sh "$fuzz_seconds"
  step run-script .venv/bin/python -m pytest tests/run_script -q \
    --junit-xml="$results/run-script.xml" -o junit_family=xunit1
fi

echo
python3 tests/tally.py "$results"
