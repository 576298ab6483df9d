#!/usr/bin/env bash
# Restores and builds; prints nothing unless it fails (warnings are errors).
# usage: eng/build.sh [Debug|Release] [PROJECT]      default: Release, the whole solution
#        eng/build.sh command                        the nacre command in artifacts/nacre, compiled ahead of time so that it starts fast
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v dotnet > /dev/null; then
  echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download" >&2
  exit 5
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Runs dotnet; its output is in $log.
quietly() { log=$(dotnet "$@" -v quiet 2>&1); }
fail() { echo "$log" >&2; exit 1; }

publish=(publish src/Nacre.Cli -c Release --use-current-runtime --self-contained false -o artifacts/nacre)
if [ "${1:-}" = command ]; then
  # ReadyToRun needs a package of the runtime's compiler (crossgen2), which a machine without a package source does not get.
  if ! quietly "${publish[@]}" -p:PublishReadyToRun=true; then
    reason=$log
    quietly "${publish[@]}" -p:PublishReadyToRun=false || fail
    echo "nacre: built without ahead-of-time code, so commands start slower: $(grep -m 1 -o 'error.*' <<< "$reason" || echo "$reason")" >&2
  fi
else
  quietly build "${2:-Nacre.slnx}" -c "${1:-Release}" || fail
fi
