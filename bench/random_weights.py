#!/usr/bin/python3
"""Gives a network whose weights are constants from ConstantOfShape nodes (ONNX's "light" test networks) seeded random weights.

usage: random_weights.py IN.onnx OUT.onnx [--seed N]

Weights of convolutions and products get normal values scaled by their fan-in, scales and variances of batch norms are positive, so that activations keep their size
from layer to layer. Needs python3-onnx and python3-numpy."""
import argparse

import numpy as np
import onnx
from onnx import numpy_helper


def weight(rng, shape, op, operand):
    if op == "BatchNormalization" and operand in (1, 4):
        return rng.uniform(0.5, 1.5, shape)
    if len(shape) < 2:
        return rng.uniform(0.5, 1.5, shape) if op == "Mul" else rng.normal(0, 0.05, shape)
    fan_in = int(np.prod(shape[1:]))
    return rng.normal(0, (1.4 if op == "Conv" else 1.0) / fan_in**0.5, shape)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    model = onnx.load(args.model)
    graph = model.graph
    shapes = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    uses = {}
    for node in graph.node:
        for k, name in enumerate(node.input):
            uses.setdefault(name, (node.op_type, k))
    made = [n for n in graph.node if n.op_type == "ConstantOfShape" and n.input[0] in shapes and n.output[0] in uses]
    for node in made:
        op, operand = uses[node.output[0]]
        values = weight(rng, [int(d) for d in shapes[node.input[0]]], op, operand)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), node.output[0]))
        graph.node.remove(node)
    onnx.save(model, args.out)
    print(f"{args.out}: {len(made)} weights")


if __name__ == "__main__":
    main()
