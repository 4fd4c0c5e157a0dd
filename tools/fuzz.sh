#!/usr/bin/env bash
# Runs every fuzzer for SECONDS (60), as many at a time as there are cores, each from its corpus in
# tests/fuzz/corpus, which stays as it is. Ends with 1 at the first finding, whose input is kept in
# build/fuzz/findings.
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

fuzz() {
  local fuzzer=$1 log=$grown/$1.log
  mkdir "$grown/$fuzzer"
  if "build/fuzz/tests/fuzz/$fuzzer" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 \
    -print_final_stats=1 -artifact_prefix="$findings/$fuzzer-" "$grown/$fuzzer" \
    "tests/fuzz/corpus/${fuzzer%_fuzzer}" >"$log" 2>&1; then
    echo "== $fuzzer, $seconds s: $(grep -oE '(number_of_executed_units|peak_rss_mb).*' "$log" | tr -s ' \n' ' ')"
  else
    cat "$log"
    echo "$fuzzer found something: see $findings" >&2
    return 255  # ends xargs
  fi
}
export -f fuzz
export grown findings seconds

basename -s .cpp tests/fuzz/*_fuzzer.cpp | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}' || exit 1
