#!/usr/bin/env bash
# Measures the suite of models side by side with ONNX Runtime and prints a table; the figures also go, a line of JSON per model and thread count, to the file given.
# usage: eng/bench.sh [--threads "1 2"] [--duration SECONDS] [--json FILE] [--filter TEXT]
# Models come from the test data (NACRE_DATA, or .data), from the graph collection made runnable by shared/tools/zoo_model.py, and from PyTorch (bench/export_models.py);
# what is not there is left out, and said.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

threads="1 2" duration=3 json=artifacts/bench.jsonl filter=""
while [ $# -gt 0 ]; do
  case $1 in
    --threads) threads=$2 ;;
    --duration) duration=$2 ;;
    --json) json=$2 ;;
    --filter) filter=$2 ;;
    *) sed -n '2,5p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done

./eng/get-onnxruntime.sh
data=${NACRE_DATA:-$PWD/.data} models=$PWD/.bench tools=../shared/tools
mkdir -p "$models" "$(dirname "$json")"
python=/usr/bin/python3
"$python" -c 'import onnx' 2> /dev/null || apt-get install -y -q python3-onnx > /dev/null
"$python" -c 'import torchvision' 2> /dev/null || apt-get install -y -q python3-torch python3-torchvision > /dev/null || echo "without python3-torch and python3-torchvision the models from PyTorch are left out" >&2

# Each makes MODELS/NAME.onnx once; a failure names the model and goes on.
light() { [ -e "$models/light_$1.onnx" ] || "$python" bench/random_weights.py "$data/onnx-1.22/light/light_$1.onnx" "$models/light_$1.onnx" > /dev/null || echo "left out: light_$1" >&2; }
export_models() { [ -e "$models/$1.onnx" ] || "$python" bench/export_models.py "$models" "$1" > /dev/null 2>&1 || echo "left out: $1 (bench/export_models.py says why)" >&2; }
zoo() { [ -e "$models/$1.onnx" ] || "$python" "$tools/zoo_model.py" "$data/models/onnx-zoo-graphs/$1.onnx" "$models/$1.onnx" > /dev/null || echo "left out: $1" >&2; }

# measure NAME FILE [options of nacre bench]
measure() {
  local name=$1 file=$2 count
  shift 2
  [[ "$name" == *"$filter"* ]] || return 0
  [ -e "$file" ] || { echo "left out: $name" >&2; return 0; }
  for count in $threads; do
    ./nacre bench "$file" --against onnxruntime --threads "$count" --duration "$duration" --name "$name" --json "$json" "$@" > artifacts/bench.log 2>&1 || { echo "failed: $name: $(tail -1 artifacts/bench.log | cut -c1-200)" >&2; continue; }
    awk -v name="$name" -v threads="$count" '/^  nacre/ {n = $3} /^  onnxruntime/ {o = $4} /ratio/ {r = $2} /difference/ {d = $3; c = /not within/ ? "no" : "yes"} END {printf "%-28s %7d %10.3f %10.3f %7.2f %10s %s\n", name, threads, n, o, r, d, c}' artifacts/bench.log
  done
}

: > "$json"
printf '%-28s %7s %10s %10s %7s %10s %s\n' model threads "nacre ms" "ort ms" ratio error close
for name in bvlc_alexnet densenet121 inception_v1 inception_v2 resnet50 shufflenet squeezenet vgg19 zfnet512; do
  [[ "light_$name" == *"$filter"* ]] || continue
  light "$name"
  measure "light_$name" "$models/light_$name.onnx"
done
for name in resnet18-v1-7 vgg16-12 inception-v1-12 inception-v2-3 densenet-12 shufflenet-v2-12 squeezenet1 tinyyolov2-7 retinanet-9; do
  [[ "$name" == *"$filter"* ]] || continue
  zoo "$name"
  measure "$name" "$models/$name.onnx"
done
for name in yolov3-12 ssd_mobilenet_v1_12 gpt2-10 t5-encoder-12; do
  [[ "$name" == *"$filter"* ]] || continue
  zoo "$name"
done
for name in resnet50 mobilenet-v3-large efficientnet-b0 vit-b-16 bert-base-256 roberta-base-128 gpt2-step-256; do
  [[ "$name" == *"$filter"* ]] || continue
  export_models "$name"
done
measure resnet50 "$models/resnet50.onnx"
measure mobilenet-v3-large "$models/mobilenet-v3-large.onnx"
measure efficientnet-b0 "$models/efficientnet-b0.onnx"
measure vit-b-16 "$models/vit-b-16.onnx"
measure bert-base-256 "$models/bert-base-256.onnx" --input attention_mask=1 --input token_type_ids=0
measure roberta-base-128 "$models/roberta-base-128.onnx" --input attention_mask=1
measure gpt2-step-256 "$models/gpt2-step-256.onnx"
measure yolov3-12 "$models/yolov3-12.onnx" --shape input_1=1x3x416x416 --shape image_shape=1x2
measure ssd_mobilenet_v1_12 "$models/ssd_mobilenet_v1_12.onnx" --shape inputs=1x300x300x3
measure gpt2-10 "$models/gpt2-10.onnx" --shape input1=1x1x64
measure t5-encoder-12 "$models/t5-encoder-12.onnx" --shape input_ids=1x64
for name in mnist-8__mnist face-rfb-320__version-RFB-320 face-yunet__yunet_n_320_320 fastestdet__FastestDet music-basic-pitch__nmp style-candy__candy super-resolution-10__super-resolution-10; do
  measure "$name" "$data/onnx-model-cases/$name/model.onnx"
done
silero=(--shape input=1x576 --shape state=2x1x128 --input sr=16000)
measure silero-vad "$data/models/onnx/vad-silero-v6/silero_vad.onnx" "${silero[@]}"
measure silero-vad-16k "$data/models/onnx/vad-silero-v6/silero_vad_16k_op15.onnx" "${silero[@]}"

"$python" - "$json" <<'PY'
import json, math, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
for threads in sorted({r["threads"] for r in rows}):
    ratios = [r["ratio"] for r in rows if r["threads"] == threads]
    print(f"{threads} thread(s): {len(ratios)} models, geometric mean {math.exp(sum(map(math.log, ratios)) / len(ratios)):.3f}, worst {min(ratios):.2f}")
PY
