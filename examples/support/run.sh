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

tools/install_dependencies.sh redis
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install nodejs npm" >&2; exit 1; }
done
fanfare=${FANFARE_BINARY:-}
unset FANFARE_BINARY  # to the server, such a variable is a setting
if [ -z "$fanfare" ]; then
  tools/install_dependencies.sh build
  echo "Building. The first time takes some minutes."
  cmake --preset release -DFANFARE_BUILD_TESTS=OFF -DFANFARE_WERROR=OFF >/dev/null
  cmake --build --preset release --target fanfare
  fanfare=build/release/src/cli/fanfare
fi
stamp=$example/node_modules/.package-lock.json.installed
[ ! -e "$example/package-lock.json" ] || cmp -s "$example/package-lock.json" "$stamp" ||
  { (cd "$example" && npm ci --silent --no-audit --no-fund) && cp "$example/package-lock.json" "$stamp"; }

folder=$(mktemp -d -t fanfare-XXXXXX)
children=()
stop() {
  trap - EXIT INT TERM
  for ((at = ${#children[@]} - 1; at >= 0; at--)); do
    kill -TERM "${children[at]}" 2>/dev/null && wait "${children[at]}" || true
  done
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 0' INT TERM

redis_socket=$folder/redis.sock
redis-server --port 0 --unixsocket "$redis_socket" --unixsocketperm 700 --dir "$folder" \
  --save '' --appendonly no >"$folder/redis.log" &
children+=($!)

mkfifo "$folder/output"
"$fanfare" serve "${options[@]}" --set=server.drain_seconds=0 --set=server.address=127.0.0.1 \
  --set=server.port=0 --set=broker.type=redis --set=broker.redis.url="unix://$redis_socket" \
  >"$folder/output" &
children+=($!)
exec 3<"$folder/output"
address=
while [ -z "$address" ] && IFS= read -r line <&3; do
  [[ $line =~ listening\ on\ (http://[^ ]+) ]] && address=${BASH_REMATCH[1]%/}
done
[ -n "$address" ] || exit 1
cat <&3 >"$folder/fanfare.log" &
children+=($!)

port=8000
! (exec 4<>/dev/tcp/127.0.0.1/$port) 2>/dev/null || port=0
EXAMPLE_BINARY=$fanfare node "$example/server.mjs" "$address" "$redis_socket" "${PORT:-$port}" "$@" &
children+=($!)
wait "$!"
