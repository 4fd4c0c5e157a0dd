#!/usr/bin/env bash
exec "$(dirname "$0")/../support/run.sh" slidecast --config conf/websocket_push.properties
