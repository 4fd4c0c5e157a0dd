#!/usr/bin/env bash
# Installs what is missing from Debian's packages. "build" is what the server needs, "redis" a Redis
# to try it with, "bench" adds what bench/run.sh measures with, "test" what ./test.sh runs: compilers for the
# sanitizers, Redis, browser, proxies. Needs root or sudo.
set -euo pipefail

build_packages=(g++ cmake ninja-build pkg-config ccache libpoco-dev libpq-dev libhiredis-dev zlib1g-dev
                libssl-dev prometheus-cpp-dev libcurl4-openssl-dev curl python3)
test_packages=(libcppunit-dev clang clang-tidy clang-format libclang-rt-14-dev lld
               chromium libnginx-mod-stream apache2-bin procps postgresql mariadb-server
               php-cli php-redis phpunit ruby ruby-railties ruby-redis-rails ruby-warden)

# With Node and npm; Go, for Centrifugo, has to be newer than Debian's.
bench_packages=(redis-server liburing-dev libbenchmark-dev nginx-light libnginx-mod-nchan python3-venv python3-dev openssl binutils)

wanted=("${build_packages[@]}")
case ${1:-build} in
  build) ;;
  redis) wanted=(redis-server) ;;
  bench | test)
    wanted+=("${bench_packages[@]}")
    [ "$1" = bench ] || wanted+=("${test_packages[@]}")
    command -v node >/dev/null || wanted+=(nodejs)
    command -v npm >/dev/null || wanted+=(npm)
    ;;
  *)
    echo "usage: $0 [build|redis|bench|test]" >&2
    exit 2
    ;;
esac

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
    missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || {
    echo "missing: ${missing[*]}; installing them needs root or sudo" >&2
    exit 1
  }
  as_root=(sudo)
fi
# No service that a package brings may start by itself: the tests start their own.
guard=/usr/sbin/policy-rc.d
guarded=no
if [ ! -e "$guard" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$guard" >/dev/null
  "${as_root[@]}" chmod +x "$guard"
  guarded=yes
fi
trap '[ "$guarded" = no ] || "${as_root[@]}" rm -f "$guard"' EXIT

echo "installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
