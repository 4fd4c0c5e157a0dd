#!/usr/bin/env bash
exec "$(dirname "$0")/../support/run.sh" spy --set=dialect.socketio.route=/socket.io/
