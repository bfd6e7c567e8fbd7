#!/bin/sh
# with_servers.sh BUILD COMMAND...: runs the command with throw-away database servers at hand.
set -u
. tests/support/servers.sh
trap 'servers_stop' EXIT
trap 'servers_stop; exit 130' INT TERM HUP
B=$1
shift
scratch_start
servers_start "$B"
servers_report | grep SKIP
"$@"
