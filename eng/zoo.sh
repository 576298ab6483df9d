#!/usr/bin/env bash
# Fills the weightless graphs of the ONNX model zoo with seeded random weights, runs each here and in ONNX Runtime on the same random inputs and compares the outputs:
# a line per graph, then how many agree, differ by rounding (Nacre lies no farther from the model in f64 than ONNX Runtime), differ, or fail.
# usage: eng/zoo.sh [--filter TEXT] [--folder FOR_MODELS]
# Needs the test data (NACRE_DATA, or .data), shared/tools/zoo_model.py, Debian's python3-onnx, and up to 8 GiB of memory; a model is deleted when it has run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

filter="" folder=artifacts/zoo
while [ $# -gt 0 ]; do
  case $1 in
    --filter) filter=$2 ;;
    --folder) folder=$2 ;;
    *) sed -n '2,5p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done

./eng/get-onnxruntime.sh
data=${NACRE_DATA:-$PWD/.data}
mkdir -p "$folder"
log=$folder/log

# Which input is the data, where it is not the first.
declare -A data_input=([densenet-3]=data_0 [vgg19-caffe2-3]=data_0)

# Sizes of open inputs, and values of inputs that mean more than random numbers.
yolo="--shape input_1=1x3x416x416 --shape image_shape=1x2 --input image_shape=416"
declare -A options=(
  [yolov3-10]=$yolo [yolov3-12]=$yolo [yolov3-12-int8]=$yolo [tiny-yolov3-11]=$yolo
  [ssd_mobilenet_v1_10]="--shape image_tensor:0=1x300x300x3" [ssd_mobilenet_v1_12]="--shape inputs=1x300x300x3"
  [gpt2-10]="--shape input1=1x1x16" [gpt2-lm-head-10]="--shape input1=1x1x16"
  [t5-encoder-12]="--shape input_ids=1x16" [t5-decoder-with-lm-head-12]="--shape input_ids=1x16 --shape encoder_hidden_states=1x16x768"
)
for name in FasterRCNN-10 FasterRCNN-12 FasterRCNN-12-int8 FasterRCNN-12-qdq MaskRCNN-10 MaskRCNN-12 MaskRCNN-12-int8 MaskRCNN-12-qdq; do
  options[$name]="--shape image=3x320x320"
done

declare -A count=([agrees]=0 [rounding]=0 [differs]=0 [fails]=0)
for graph in "$data"/models/onnx-zoo-graphs/*.onnx; do
  name=$(basename "$graph" .onnx) model=$folder/$(basename "$graph")
  [[ "$name" == *"$filter"* ]] || continue
  # shellcheck disable=SC2086 # options are words
  if /usr/bin/python3 ../shared/tools/zoo_model.py "$graph" "$model" ${data_input[$name]:+--data ${data_input[$name]}} > "$log" 2>&1; then
    ./nacre run "$model" --no-cache --against onnxruntime ${options[$name]:-} > "$log" 2>&1 || true
  fi
  rm -f "$model"
  case $(tail -n 1 "$log") in
    "agrees with"*) verdict=agrees ;;
    "differs by rounding"*) verdict=rounding ;;
    "differs from"*) verdict=differs ;;
    *) verdict=fails ;;
  esac
  count[$verdict]=$((count[$verdict] + 1))
  line=$(grep -m 1 error "$log" || tail -n 1 "$log")
  echo "$name: ${line:0:300}"
done
echo "${count[agrees]} agree, ${count[rounding]} differ by rounding, ${count[differs]} differ, ${count[fails]} fail"
