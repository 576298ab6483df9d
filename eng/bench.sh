#!/usr/bin/env bash
# Measures the suite of models side by side with ONNX Runtime and prints a table; the figures also go, a line of JSON per model and thread count, to the file given.
# usage: eng/bench.sh [--threads "1 2"] [--duration SECONDS] [--json FILE] [--filter TEXT] [--memory]
# Models come from the test data (NACRE_DATA, or .data), from the graph collection made runnable by shared/tools/zoo_model.py, and from PyTorch (bench/export_models.py);
# what is not there is left out, and said. bench/summary.py renders the files of several runs as one table.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

threads="1 2" duration=3 json=artifacts/bench.jsonl filter="" memory=""
while [ $# -gt 0 ]; do
  case $1 in
    --threads) threads=$2 ;;
    --duration) duration=$2 ;;
    --json) json=$2 ;;
    --filter) filter=$2 ;;
    --memory) memory=--memory; shift; continue ;;
    *) sed -n '2,5p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done

./eng/get-onnxruntime.sh
data=${NACRE_DATA:-$PWD/.data} models=$PWD/.bench tools=../shared/tools
mkdir -p "$models" artifacts "$(dirname "$json")"
python=/usr/bin/python3
"$python" -c 'import onnx' 2> /dev/null || apt-get install -y -q python3-onnx > /dev/null
"$python" -c 'import torchvision' 2> /dev/null || apt-get install -y -q python3-torch python3-torchvision > /dev/null || echo "without python3-torch and python3-torchvision the models from PyTorch are left out" >&2

# Options of nacre bench for models with open sizes, or whose inputs mean more than random numbers.
silero="--shape input=1x576 --shape state=2x1x128 --input sr=16000"
declare -A options=(
  [yolov3-12]="--shape input_1=1x3x416x416 --shape image_shape=1x2"
  [ssd_mobilenet_v1_12]="--shape inputs=1x300x300x3"
  [gpt2-10]="--shape input1=1x1x64"
  [t5-encoder-12]="--shape input_ids=1x64"
  [bert-base-256]="--input attention_mask=1 --input token_type_ids=0"
  [roberta-base-128]="--input attention_mask=1"
  [silero-vad]=$silero
  [silero-vad-16k]=$silero
)

# Each makes the file $2 of model $1 once; a failure names the model and goes on.
light() { "$python" bench/random_weights.py "$data/onnx-1.22/light/$1.onnx" "$2"; }
zoo() { "$python" "$tools/zoo_model.py" "$data/models/onnx-zoo-graphs/$1.onnx" "$2"; }
torch() { "$python" bench/export_models.py "$models" "$1"; }

# made MAKER NAME...: models that MAKER makes
made() {
  local maker=$1 name
  shift
  for name in "$@"; do
    [[ "$name" == *"$filter"* ]] || continue
    [ -e "$models/$name.onnx" ] || "$maker" "$name" "$models/$name.onnx" > artifacts/bench.log 2>&1 || { echo "left out: $name: $(tail -1 artifacts/bench.log | cut -c1-200)" >&2; continue; }
    measure "$name" "$models/$name.onnx"
  done
}

# measure NAME FILE
measure() {
  local name=$1 file=$2 count extra=$memory
  [[ "$name" == *"$filter"* ]] || return 0
  [ -e "$file" ] || { echo "left out: $name" >&2; return 0; }
  for count in $threads; do
    # shellcheck disable=SC2086 # options are words
    if ./nacre bench "$file" --against onnxruntime --threads "$count" --duration "$duration" --name "$name" --json "$json" $extra ${options[$name]:-} > artifacts/bench.log 2>&1; then
      "$python" bench/summary.py --last "$json"
    else
      "$python" bench/summary.py --failed "$json" "$name" "$count" "$(grep -m1 error artifacts/bench.log || tail -1 artifacts/bench.log)"
    fi
    # Memory hardly depends on the number of threads.
    extra=""
  done
}

: > "$json"
"$python" bench/summary.py --header
made light light_bvlc_alexnet light_densenet121 light_inception_v1 light_inception_v2 light_resnet50 light_shufflenet light_squeezenet light_vgg19 light_zfnet512
made zoo resnet18-v1-7 vgg16-12 inception-v1-12 inception-v2-3 densenet-12 shufflenet-v2-12 squeezenet1 tinyyolov2-7 retinanet-9 yolov3-12 ssd_mobilenet_v1_12 gpt2-10 t5-encoder-12
made torch resnet50 mobilenet-v3-large efficientnet-b0 vit-b-16 bert-base-256 roberta-base-128 gpt2-step-256
for name in mnist-8__mnist face-rfb-320__version-RFB-320 face-yunet__yunet_n_320_320 fastestdet__FastestDet music-basic-pitch__nmp style-candy__candy super-resolution-10__super-resolution-10; do
  measure "$name" "$data/onnx-model-cases/$name/model.onnx"
done
measure silero-vad "$data/models/onnx/vad-silero-v6/silero_vad.onnx"
measure silero-vad-16k "$data/models/onnx/vad-silero-v6/silero_vad_16k_op15.onnx"
"$python" bench/summary.py "$json"
