#!/usr/bin/env bash
# Installs what is missing, builds Fanfare, and starts it with its demo. Ctrl-C stops all of it.
#
#   ./run.sh            with the in-memory broker
#   ./run.sh --redis    with a Redis of its own, to which redis-cli can publish
set -euo pipefail
cd "$(dirname "$0")"

usage() { sed -n 's/^# \{0,1\}//; 2,5p' "$0"; }

broker=memory
for argument; do
  case $argument in
    --redis) broker=redis ;;
    -h | --help) usage; exit 0 ;;
    *) echo "run.sh: unknown option $argument" >&2; usage >&2; exit 2 ;;
  esac
done

tools/install_dependencies.sh build
[ "$broker" = memory ] || tools/install_dependencies.sh redis

echo "Building. The first time takes some minutes."
# What another compiler warns of stops nobody from trying it.
cmake --preset release -DFANFARE_BUILD_TESTS=OFF -DFANFARE_WERROR=OFF >/dev/null
cmake --build --preset release --target fanfare
fanfare=build/release/src/cli/fanfare

folder=$(mktemp -d -t fanfare-XXXXXX)
server=
redis=
stop() {
  trap - EXIT INT TERM
  [ -z "$server" ] || { kill -TERM "$server" 2>/dev/null && wait "$server"; } || true
  [ -z "$redis" ] || { kill -TERM "$redis" 2>/dev/null && wait "$redis"; } || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'echo; exit 0' INT TERM

settings=(--set=demo.enabled=on --set=server.drain_seconds=1 --set=broker.type="$broker")
# Taken already: any free one.
! (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null || settings+=(--set=server.port=0)

if [ "$broker" = redis ]; then
  redis_socket=$folder/redis.sock
  redis-server --port 0 --unixsocket "$redis_socket" --unixsocketperm 700 --dir "$folder" \
    --save '' --appendonly no >"$folder/redis.log" &
  redis=$!
  settings+=(--set=broker.redis.url="unix://$redis_socket")
fi

# In the environment, where other users of the machine do not see it.
key=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')
mkfifo "$folder/output"
FANFARE_API_KEY_DEMO=$key "$fanfare" serve "${settings[@]}" >"$folder/output" &
server=$!
exec 3<"$folder/output"

address=
while [ -z "$address" ] && IFS= read -r line <&3; do
  echo "$line"
  [[ $line =~ listening\ on\ (http://[^ ]+) ]] && address=${BASH_REMATCH[1]%/}
done
if [ -z "$address" ]; then
  status=0
  wait "$server" || status=$?
  server=
  exit "$status"
fi

# What follows the # stays in the browser: the page completes its lines with it.
page="$address/demo/#key=$key&cli=$fanfare"
[ "$broker" = memory ] || page+="&redis=-s+$redis_socket"
cat <<EOT

  The demo:

    $page

  Lines that make a message appear on it, for another shell in this folder:

    $fanfare publish demo --broadcast --http $address --key $key 'Hello from a shell'
    curl -H 'Authorization: Bearer $key' -d '{"facility":"demo","broadcast":true,"message":"Hello from curl"}' $address/api/publish
EOT
if [ "$broker" = redis ]; then
  cat <<EOT
    redis-cli -s $redis_socket PUBLISH broadcast:demo 'Hello from Redis'
    $fanfare publish demo --broadcast --redis unix://$redis_socket 'Hello by the SDK'
EOT
fi
printf '\n  Ctrl-C stops it.\n\n'

cat <&3 &
wait "$server"
