#!/usr/bin/env bash
# Formats the C# code by .editorconfig (its style rules are checked by every build); with --check (or CI set) changes nothing and fails if something would change.
# usage: eng/format.sh [--check]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=()
if [ "${1:-}" = --check ] || [ -n "${CI:-}" ]; then mode=(--verify-no-changes); fi
dotnet format whitespace Nacre.slnx "${mode[@]}"
