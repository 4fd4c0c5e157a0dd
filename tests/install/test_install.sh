#!/usr/bin/env bash
# Installs the publisher SDK, without the server and so without Poco, static and shared; builds the
# example against it by find_package(fanfare) and by pkg-config; lets it publish through a Redis of
# its own, and asks Redis what came.
#
#    tests/install/test_install.sh SOURCE_DIRECTORY
set -euo pipefail

source_dir=$1
work=$(mktemp -d)
redis=
api=
finish() {
  [ -z "$api" ] || { kill "$api"; wait "$api" 2>/dev/null || true; }
  [ -z "$redis" ] || { kill "$redis"; wait "$redis" 2>/dev/null || true; }
  rm -rf "$work"
}
trap finish EXIT
cd "$work"

socket=$work/redis.sock
redis-server --port 0 --unixsocket "$socket" --save '' --dir "$work" >redis.log &
redis=$!
until redis-cli -s "$socket" ping >/dev/null 2>&1; do kill -0 "$redis"; done

fail() { echo "FAILED: $*" >&2; exit 1; }

quietly() { "$@" >command.log 2>&1 || { cat command.log >&2; fail "$*"; }; }

# expect_published PROGRAM FACILITY: it publishes what a listener hears and what Redis keeps.
expect_published() {
  local program=$1 facility=$2 listener heard
  redis-cli -s "$socket" subscribe "broadcast:$facility" >heard &
  listener=$!
  until [ "$(redis-cli -s "$socket" pubsub numsub "broadcast:$facility" | tail -1)" = 1 ]; do
    kill -0 "$listener"
  done
  "$program" "unix://$socket" "$facility" "out of $facility" >said || fail "$program"
  until grep -q '^message$' heard; do kill -0 "$listener"; done
  kill "$listener"
  wait "$listener" 2>/dev/null || true
  grep -qx "heard by 1 servers; kept: out of $facility" said || fail "it said: $(cat said)"
  grep -qx "out of $facility" heard || fail "the listener heard: $(cat heard)"
  [ "$(redis-cli -s "$socket" get "broadcast:$facility")" = "out of $facility" ] || fail "not kept"
  [ "$(redis-cli -s "$socket" ttl "broadcast:$facility")" -gt 3000 ] || fail "kept too short"
}

# Takes one POST, and answers a GET with what it published.
cat >api.py <<'END'
import http.server, json

class Api(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.kept = json.loads(body)["message"].encode()
        self.answer(202, b"{}")

    def do_GET(self):
        self.answer(200, self.server.kept)

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Api)
print(server.server_port, flush=True)
server.serve_forever()
END
mkfifo port
python3 api.py >port &
api=$!
read -r api_port <port

expect_published_over_http() {
  "$1" "http://127.0.0.1:$api_port" not-for-production news "out of $1" >said || fail "$1"
  grep -qx "kept: out of $1" said || fail "it said: $(cat said)"
}

for shared in OFF ON; do
  prefix=$work/installed-$shared
  quietly cmake -S "$source_dir" -B "build-$shared" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DFANFARE_BUILD_SERVER=OFF -DFANFARE_BUILD_TESTS=OFF -DBUILD_SHARED_LIBS=$shared
  quietly cmake --build "build-$shared" -j2
  # Elsewhere than the build was told: an installation can be moved.
  quietly cmake --install "build-$shared" --prefix "$prefix"
  ! grep -rlE '#include <(Poco|hiredis|curl)/' "$prefix/include" || fail "a header lets others through"

  quietly cmake -S "$source_dir/examples/publisher-cpp" -B "example-$shared" -G Ninja \
    -DCMAKE_PREFIX_PATH="$prefix"
  quietly cmake --build "example-$shared"
  expect_published "$work/example-$shared/announce" "cmake-$shared"

  export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
  # shellcheck disable=SC2046 # several words are meant
  quietly g++ -std=c++17 "$source_dir/examples/publisher-cpp/main.cpp" -o "announce-$shared" \
    $(pkg-config --cflags --libs fanfare-publisher) -Wl,-rpath,"$prefix/lib"
  expect_published "$work/announce-$shared" "pkg-config-$shared"

  # shellcheck disable=SC2046
  quietly g++ -std=c++17 "$source_dir/examples/publisher-cpp/over_http.cpp" -o "announce-http-$shared" \
    $(pkg-config --cflags --libs fanfare-publisher-http) -Wl,-rpath,"$prefix/lib"
  expect_published_over_http "$work/example-$shared/announce-http"
  expect_published_over_http "$work/announce-http-$shared"

  if ldd "$work/announce-$shared" | grep -iE 'poco|curl'; then fail "it needs Poco or libcurl"; fi
done

# What it says when it cannot.
if "$work/announce-OFF" "redis://:s3cret@127.0.0.1:1" news x 2>said; then fail "port 1 answered"; fi
grep -q 'redis://127.0.0.1:1/0: Connection refused' said || fail "it said: $(cat said)"
echo "installed publisher: ok"
