# What examples start: to be sourced, in the root of the tree. Ctrl-C, or the end of one, stops all of it.

# The server to start; without FANFARE_BINARY one is built. Sets `fanfare`.
find_fanfare() {
  fanfare=${FANFARE_BINARY:-}
  unset FANFARE_BINARY # to the server, such a variable is a setting
  [ -z "$fanfare" ] || return 0
  tools/install_dependencies.sh build
  echo "Building. The first time takes some minutes."
  cmake --preset release -DFANFARE_BUILD_TESTS=OFF -DFANFARE_WERROR=OFF >/dev/null
  cmake --build --preset release --target fanfare
  fanfare=build/release/src/cli/fanfare
}

# node_modules_of FOLDER: what its package-lock.json pins.
node_modules_of() {
  local stamp=$1/node_modules/.package-lock.json.installed
  cmp -s "$1/package-lock.json" "$stamp" ||
    { (cd "$1" && npm ci --silent --no-audit --no-fund) && cp "$1/package-lock.json" "$stamp"; }
}

children=()
stop_all() {
  trap - EXIT INT TERM
  for ((at = ${#children[@]} - 1; at >= 0; at--)); do
    kill -TERM "${children[at]}" 2>/dev/null && wait "${children[at]}" || true
  done
  rm -rf "$folder"
}

# Makes `folder`, which goes with the rest.
begin() {
  folder=$(mktemp -d -t fanfare-XXXXXX)
  trap stop_all EXIT
  trap 'exit 0' INT TERM
}

# Sets `redis_socket`.
start_redis() {
  redis_socket=$folder/redis.sock
  redis-server --port 0 --unixsocket "$redis_socket" --unixsocketperm 700 --dir "$folder" \
    --save '' --appendonly no >"$folder/redis.log" &
  children+=($!)
}

# start_fanfare OPTION...: sets `address`.
start_fanfare() {
  mkfifo "$folder/output"
  "$fanfare" serve "$@" --set=server.drain_seconds=0 --set=server.address=127.0.0.1 --set=server.port=0 >"$folder/output" &
  children+=($!)
  exec 3<"$folder/output"
  address=
  local line
  while [ -z "$address" ] && IFS= read -r line <&3; do
    [[ $line =~ listening\ on\ (http://[^ ]+) ]] && address=${BASH_REMATCH[1]%/}
  done
  [ -n "$address" ] || exit 1
  cat <&3 >"$folder/fanfare.log" &
  children+=($!)
}
