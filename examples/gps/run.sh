#!/usr/bin/env bash
# The key by which the site asks Fanfare is made for this run; the environment keeps it from `ps`.
set -euo pipefail
EXAMPLE_API_KEY=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
FANFARE_API_KEY_SITE=$EXAMPLE_API_KEY
export EXAMPLE_API_KEY FANFARE_API_KEY_SITE
exec "$(dirname "$0")/../support/run.sh" gps --set=identity.resolver=header \
  --set=identity.header.user=X-Auth-Guest --set=policy.type=rules --set=policy.rules.file=examples/gps/gps.rules
