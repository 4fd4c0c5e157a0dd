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
finish() {
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

for shared in OFF ON; do
  prefix=$work/installed-$shared
  quietly cmake -S "$source_dir" -B "build-$shared" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DFANFARE_BUILD_SERVER=OFF -DFANFARE_BUILD_TESTS=OFF -DBUILD_SHARED_LIBS=$shared
  quietly cmake --build "build-$shared" -j2
  # Elsewhere than the build was told: an installation can be moved.
  quietly cmake --install "build-$shared" --prefix "$prefix"
  ! grep -rlE '#include <(Poco|hiredis)/' "$prefix/include" || fail "a header lets others through"

  quietly cmake -S "$source_dir/examples/publisher-cpp" -B "example-$shared" -G Ninja \
    -DCMAKE_PREFIX_PATH="$prefix"
  quietly cmake --build "example-$shared"
  expect_published "$work/example-$shared/announce" "cmake-$shared"

  export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
  # shellcheck disable=SC2046 # several words are meant
  quietly g++ -std=c++17 "$source_dir/examples/publisher-cpp/main.cpp" -o "announce-$shared" \
    $(pkg-config --cflags --libs fanfare-publisher) -Wl,-rpath,"$prefix/lib"
  expect_published "$work/announce-$shared" "pkg-config-$shared"

  if ldd "$work/announce-$shared" | grep -i poco; then fail "it needs Poco"; fi
done

# What it says when it cannot.
if "$work/announce-OFF" "redis://:s3cret@127.0.0.1:1" news x 2>said; then fail "port 1 answered"; fi
grep -q 'redis://127.0.0.1:1/0: Connection refused' said || fail "it said: $(cat said)"
echo "installed publisher: ok"
