#!/usr/bin/env bash
# run.sh EXAMPLE OPTION... [-- ARGUMENT...]
#
# Starts the example of the folder named: a Redis, Fanfare with the options of `fanfare serve`, and the
# example's own small backend with the arguments, which is also the proxy before Fanfare. Ctrl-C stops
# all of it. FANFARE_BINARY is the server to start; without it one is built. PORT is the site's; 0: any,
# as if 8000 is taken.
set -euo pipefail
cd "$(dirname "$0")/../.."
example=examples/$1
shift
options=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  options+=("$1")
  shift
done
[ $# = 0 ] || shift
# shellcheck source=examples/support/processes.sh
. examples/support/processes.sh

tools/install_dependencies.sh redis
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install nodejs npm" >&2; exit 1; }
done
find_fanfare
[ ! -e "$example/package-lock.json" ] || node_modules_of "$example"

begin
start_redis
start_fanfare "${options[@]}" --set=broker.type=redis --set=broker.redis.url="unix://$redis_socket"

port=8000
! (exec 4<>/dev/tcp/127.0.0.1/$port) 2>/dev/null || port=0
EXAMPLE_BINARY=$fanfare node "$example/server.mjs" "$address" "$redis_socket" "${PORT:-$port}" "$@" &
children+=($!)
wait "$!"
