#!/usr/bin/env bash
# Restores and builds; prints nothing unless it fails (warnings are errors).
# usage: eng/build.sh [Debug|Release] [PROJECT]      default: Release, the whole solution
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v dotnet > /dev/null; then
  echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download" >&2
  exit 5
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
if ! log=$(dotnet build "${2:-Nacre.slnx}" -c "${1:-Release}" -v quiet 2>&1); then
  echo "$log" >&2
  exit 1
fi
