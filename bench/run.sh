#!/usr/bin/env bash
# Builds the release and the tools, checks the tools, measures Fanfare beside the floor and the peers, and
# writes tables and plots into docs/benchmarks.md.
#
#    bench/run.sh                  every row, every peer: some two hours
#    bench/run.sh --rows tls,many --peers nchan    a part, whose figures take the place of earlier ones
#    bench/run.sh --quick          a gate for CI: floor and Fanfare, about two minutes, nothing is written
#
# Further options go to measure.py, or with --quick to gate.py (--help).
set -euo pipefail
cd "$(dirname "$0")/.."

tools=build/release/bench
cmake --preset release -DFANFARE_BUILD_BENCH=ON -DFANFARE_BUILD_TESTS=OFF >/dev/null
cmake --build build/release
python3 bench/selftest.py "$tools"

export PYTHONUNBUFFERED=1
common=(--tools "$tools" --work "${TMPDIR:-/tmp}/fanfare-bench" --fanfare 'build/release/src/cli/fanfare serve')
if [ "${1:-}" = --quick ]; then
  exec python3 bench/gate.py "${common[@]}" "${@:2}"
fi
python3 bench/measure.py "${common[@]}" "$@"
python3 bench/report.py
