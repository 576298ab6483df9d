#!/usr/bin/env bash
# Formats the C# code by .editorconfig; with --check (or --verify, or CI set) changes nothing and fails if something would change. Style rules are checked by a build with
# analyzers: RunAnalyzers=true ./eng/build.sh.
# usage: eng/format.sh [--check|--verify]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=()
if [[ "${1:-}" =~ ^--(check|verify)$ ]] || [ -n "${CI:-}" ]; then mode=(--verify-no-changes); fi
dotnet format whitespace . --folder --exclude artifacts/ .tools/ .data/ "${mode[@]}"
