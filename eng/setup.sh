#!/usr/bin/env bash
# Installs what Nacre needs beside the .NET SDK: LLVM 22's library (the code generator). Does nothing where it is present.
# usage: eng/setup.sh [--tests]      --tests adds mlir-opt, the upstream oracle, and LAPACK; tests that want one of them are skipped without it
# exit 5: something needed is missing and this user may not install it (the command to run is printed)
set -euo pipefail

# Succeeds if one of the files exists.
any() { for file; do [ -e "$file" ] && return 0; done; return 1; }

lib=/usr/lib/${HOSTTYPE}-linux-gnu
have_llvm() { any "$lib/libLLVM.so.22.1" /usr/lib64/libLLVM.so.22.1 /usr/local/lib/libLLVM.so.22.1; }
have_mlir() { any /usr/lib/llvm-22/bin/mlir-opt /usr/bin/mlir-opt-22; }
have_lapack() { any "$lib/liblapack.so.3" /usr/lib64/liblapack.so.3 /usr/local/lib/liblapack.so.3; }

needed=() optional=()
have_llvm || needed+=(libllvm22)
[ "${1:-}" != --tests ] || have_mlir || optional+=(mlir-22-tools)
[ "${1:-}" != --tests ] || have_lapack || optional+=(liblapack3)
[ $((${#needed[@]} + ${#optional[@]})) -gt 0 ] || exit 0

install=(apt-get install -y --no-install-recommends "${needed[@]}" "${optional[@]}")
run() { DEBIAN_FRONTEND=noninteractive "$@" >&2; }
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  run "${install[@]}" || { run apt-get update && run "${install[@]}"; } || true
fi
{ [ ${#needed[@]} = 0 ] || have_llvm; } && { [ ${#optional[@]} = 0 ] || { have_mlir && have_lapack; }; } && exit 0

echo "sudo ${install[*]}"
[ ${#needed[@]} = 0 ] || have_llvm || exit 5
