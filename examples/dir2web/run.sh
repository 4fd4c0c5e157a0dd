#!/usr/bin/env bash
# run.sh [FOLDER]: shows what is in the folder, and what happens there. Without one, in a folder of its
# own that is gone afterwards.
set -euo pipefail
folder=${1:-}
[ -z "$folder" ] || folder=$(realpath "$folder")
exec "$(dirname "$0")/../support/run.sh" dir2web --set=dialect.socketio.route=/socket.io/ -- "$folder"
