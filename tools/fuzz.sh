#!/usr/bin/env bash
# Runs every fuzzer for SECONDS (60), from its corpus in tests/fuzz/corpus, which stays as it is. Ends
# with 1 at the first finding, whose input is kept in build/fuzz/findings.
set -euo pipefail

case "${1:-}" in
  -h | --help) echo "usage: tools/fuzz.sh [SECONDS]"; exit 0 ;;
esac
seconds=${1:-60}
[[ "$seconds" =~ ^[1-9][0-9]*$ ]] || {
  echo "usage: tools/fuzz.sh [SECONDS]" >&2
  exit 2
}
cd "$(dirname "$0")/.."

cmake --preset fuzz >/dev/null
cmake --build build/fuzz --target fanfare_fuzzers

grown=$(mktemp -d)
trap 'rm -rf "$grown"' EXIT
findings=build/fuzz/findings
mkdir -p "$findings"

for source in tests/fuzz/*_fuzzer.cpp; do
  fuzzer=$(basename "$source" .cpp)
  corpus=tests/fuzz/corpus/${fuzzer%_fuzzer}
  mkdir "$grown/$fuzzer"
  echo "== $fuzzer, $seconds s"
  log=$grown/$fuzzer.log
  if ! "build/fuzz/tests/fuzz/$fuzzer" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 \
    -print_final_stats=1 -artifact_prefix="$findings/$fuzzer-" "$grown/$fuzzer" "$corpus" \
    >"$log" 2>&1; then
    cat "$log"
    echo "$fuzzer found something: see $findings" >&2
    exit 1
  fi
  grep -E 'number_of_executed_units|peak_rss_mb' "$log"
done
