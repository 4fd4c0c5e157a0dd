#!/usr/bin/env bash
exec "$(dirname "$0")/../support/run.sh" tabs --config conf/websocket_push.properties
