#!/usr/bin/env bash
exec "$(dirname "$0")/../support/run.sh" time --set=dialect.socketio.route=/socket.io/
