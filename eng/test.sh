#!/usr/bin/env bash
# Builds, fetches what tests use and runs every test project. The last line is "N passed, N failed, N skipped".
# usage: eng/test.sh [arguments of dotnet test, e.g. --filter FullyQualifiedName~Imaging]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

./eng/setup.sh --tests
./eng/get-onnxruntime.sh || echo "without ONNX Runtime's library the comparisons with it are skipped" >&2
./eng/build.sh Release

# Test data: NACRE_DATA, or .data filled from the archives beside the checkout. Tests skip, with a reason, what is absent.
export NACRE_DATA=${NACRE_DATA:-$PWD/.data}
for archives in ../shared/data shared/data; do
  if [ -x "$archives/unpack.sh" ]; then "$archives/unpack.sh" "$NACRE_DATA"; break; fi
done

results=artifacts/test-results
rm -rf "$results"
status=0
dotnet test Nacre.slnx -c Release --no-build --nologo --logger trx --logger "console;verbosity=minimal" \
  --results-directory "$results" "$@" || status=$?

# Sums one attribute of the Counters element over all result files.
count() { { grep -rhoE "<Counters [^>]*" "$results" --include='*.trx' || true; } | { grep -oE " $1=\"[0-9]+\"" || true; } | tr -dc '0-9\n' | awk '{n += $1} END {print n + 0}'; }
passed=$(count passed) failed=$(count failed) skipped=$(($(count total) - $(count executed)))
if [ "$skipped" != 0 ]; then
  echo "Skipped, because:"
  grep -rhA 4 'outcome="NotExecuted"' "$results" --include='*.trx' | grep -oP '(?<=<Message>).*(?=</Message>)' | sort | uniq -c | sort -rn
fi
if [ $status != 0 ] && [ "$failed" = 0 ]; then
  echo "The test run itself failed (dotnet test: exit $status)."
  failed=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
