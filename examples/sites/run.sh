#!/usr/bin/env bash
# Starts the shop of the folder named: a Redis, the site with its backend's own session store, and Fanfare
# beside it. Ctrl-C stops all of it. FANFARE_BINARY is the server to start; without it one is built. PORT is
# the site's, 8000 unless that is taken. With --install behind the folder it only installs what the site needs.
set -euo pipefail
cd "$(dirname "$0")/../.."
site=$1
home=examples/sites/$site
# shellcheck source=examples/support/processes.sh
. examples/support/processes.sh

needs() {
  local tool
  for tool; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install ${tool/php/php-cli php-redis}" >&2; exit 1; }
  done
}

# What Python's packages there are pinned to.
python_environment() {
  local stamp=$home/.venv/requirements.txt
  cmp -s "$home/requirements.txt" "$stamp" && return
  python3 -m venv --clear "$home/.venv" &&
    "$home/.venv/bin/pip" install --quiet --disable-pip-version-check -r "$home/requirements.txt" &&
    cp "$home/requirements.txt" "$stamp"
}

# As a site's own build would be: against an installation of the SDK, here in build/.
build_shop() {
  local log
  tools/install_dependencies.sh build
  log=$(quietly_built 2>&1) || { echo "$log" >&2; exit 1; }
}

quietly_built() {
  cmake -S . -B build/sdk -G Ninja -DCMAKE_BUILD_TYPE=Release -DFANFARE_BUILD_SERVER=OFF -DFANFARE_BUILD_TESTS=OFF &&
    cmake --build build/sdk &&
    cmake --install build/sdk --prefix build/sdk/installed &&
    cmake -S "$home" -B build/shop -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$PWD/build/sdk/installed" &&
    cmake --build build/shop
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

install() {
  tools/install_dependencies.sh redis
  needs python3
  case $site in
    django | flask) python_environment ;;
    express)
      needs node npm
      node_modules_of publisher-sdk/node
      node_modules_of "$home"
      ;;
    php) needs php ;;
    cpp) build_shop ;;
    *) echo "usage: $0 django|flask|express|php|cpp [--install]" >&2; exit 2 ;;
  esac
}

install
[ "${2:-}" != --install ] || exit 0
find_fanfare
begin
port=${PORT:-8000}
if [ "$port" = 0 ] || (exec 4<>/dev/tcp/127.0.0.1/"$port") 2>/dev/null; then port=$(free_port); fi
start_redis
export SHOP_REDIS=unix://$redis_socket SHOP_PORT=$port SHOP_FOLDER=$folder SHOP_PAGE=$PWD/examples/sites/page
export PYTHONPATH=$PWD/publisher-sdk/python/src

# Where sessions are, Fanfare is told by what the sites know: settings, in a file.
properties=$folder/site.properties
case $site in
  django)
    command=("$home/.venv/bin/python" "$home/manage.py")
    "${command[@]}" migrate --verbosity 0
    "${command[@]}" fanfare_config >"$properties"
    command+=(runserver --noreload "127.0.0.1:$port")
    ;;
  flask)
    printf 'identity.resolver = flask\nidentity.flask.store = redis\n' >"$properties"
    command=("$home/.venv/bin/python" "$home/shop.py")
    ;;
  express)
    printf 'identity.resolver = express\nidentity.express.secrets = %s\nidentity.express.user_path = user\n' \
      not-for-production >"$properties"
    command=(node "$home/shop.mjs")
    ;;
  php)
    printf 'identity.resolver = php\nidentity.php.user_path = user_id\nidentity.php.groups_path = groups\n' >"$properties"
    command=(php -d session.save_handler=redis -d "session.save_path=unix://$redis_socket" -d session.use_strict_mode=1
      -S "127.0.0.1:$port" "$home/shop.php")
    ;;
  cpp)
    export SHOP_SECRET=not-for-production
    printf 'identity.resolver = http\nidentity.http.url = http://127.0.0.1:%s/fanfare/whoami\nidentity.http.secret = %s\n' \
      "$port" "$SHOP_SECRET" >"$properties"
    command=(build/shop/shop)
    ;;
esac

start_fanfare --config "$properties" --set=broker.type=redis --set=broker.redis.url="$SHOP_REDIS" \
  --set=origin.allow="http://127.0.0.1:$port, http://localhost:$port"
export SHOP_FANFARE_PORT=${address##*:}
"${command[@]}" >"$folder/site.log" 2>&1 &
children+=($!)
until (exec 4<>/dev/tcp/127.0.0.1/"$port") 2>/dev/null; do
  kill -0 "${children[-1]}" 2>/dev/null || { cat "$folder/site.log" >&2; exit 1; }
  read -rt 0.05 <> <(:) || true
done
echo "Open in two browsers: http://127.0.0.1:$port/"
wait "${children[-1]}" || { cat "$folder/site.log" >&2; exit 1; }
