#!/usr/bin/env bash
# Builds the release and the tools, checks the tools, measures floor, Nchan and Fanfare in turn, and
# prints a table. Fails where Fanfare is over its bounds.
#
#    bench/run.sh             all servers, three repetitions: about half an hour
#    bench/run.sh --quick     floor and Fanfare, once, bounds 15 % wider: about three minutes; for CI
#    bench/run.sh [--quick] OPTION...    further options go to measure.py
set -euo pipefail
cd "$(dirname "$0")/.."

margin=()
for word in "$@"; do
  [ "$word" != --quick ] || margin=(--margin 1.15)
done

cmake --preset release -DFANFARE_BUILD_BENCH=ON -DFANFARE_BUILD_TESTS=OFF >/dev/null
cmake --build build/release

tools=build/release/bench
python3 bench/selftest.py "$tools"
exec python3 bench/measure.py --tools "$tools" --work "${TMPDIR:-/tmp}/fanfare-bench" \
  --fanfare 'build/release/src/cli/fanfare serve' "${margin[@]}" "$@"
