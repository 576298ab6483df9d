#!/usr/bin/env bash
# Puts ONNX Runtime's library into .tools/onnxruntime/, for the benchmark and for comparisons. Nacre itself never needs it.
# usage: eng/get-onnxruntime.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=1.30.0
dest=.tools/onnxruntime
[ "$(cat "$dest/version" 2> /dev/null)" != "$version" ] || exit 0
case $(uname -m) in
  x86_64) arch=x64 ;;
  aarch64) arch=arm64 ;;
  *) echo "ONNX Runtime's npm package has no library for $(uname -m)" >&2; exit 5 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm pack --silent --pack-destination "$work" "onnxruntime-node@$version" > /dev/null
tar -xzf "$work"/onnxruntime-node-*.tgz -C "$work" "package/bin/napi-v6/linux/$arch/libonnxruntime.so.1"
mkdir -p "$dest"
mv "$work/package/bin/napi-v6/linux/$arch/libonnxruntime.so.1" "$dest/"
echo "$version" > "$dest/version"
